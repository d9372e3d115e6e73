"""Whether steps are recorded, and where: as the environment of OpenTelemetry says. Nobody who does not ask imports it."""

import os
from collections.abc import Mapping

from shared.observability import trace


def begin(service: str) -> None:
    """Record from now on, if the environment asks for it. `service` is the name unless OTEL_SERVICE_NAME gives another."""
    if asked(os.environ):
        from shared.observability.spans import Spans, exporter  # noqa: PLC0415 - costs nothing where nobody asks

        trace.record_with(Spans(os.environ.get("OTEL_SERVICE_NAME", service), exporter()))


def asked(settings: Mapping[str, str]) -> bool:
    """Whether the settings of OpenTelemetry say where to."""
    named = "OTEL_EXPORTER_OTLP_ENDPOINT" in settings or "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" in settings
    wanted = settings.get("OTEL_TRACES_EXPORTER", "otlp" if named else "none") != "none"
    return wanted and settings.get("OTEL_SDK_DISABLED", "").lower() != "true"
