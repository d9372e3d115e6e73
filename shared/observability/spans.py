"""Steps as OpenTelemetry's spans, sent by OTLP over HTTP. Imported only where an operator asks for it.

Its own settings apply: `OTEL_EXPORTER_OTLP_ENDPOINT`, `…_HEADERS`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`, `OTEL_RESOURCE_ATTRIBUTES`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from shared.observability.trace import FLUSH_SECONDS, Facts, Kind, parts

_KINDS = {
    "server": SpanKind.SERVER,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
    "internal": SpanKind.INTERNAL,
}
_ATTRIBUTES = {
    "route": "http.route",
    "status": "http.response.status_code",
    "event": "cloudevents.event_type",
    "event_id": "cloudevents.event_id",
    "batch": "messaging.batch.message_count",
}
"""As OpenTelemetry's conventions name a fact; every other one is ours."""


def exporter() -> SpanExporter:
    """Where the settings say."""
    return OTLPSpanExporter()


class Spans:
    """Records steps, and sends them from a thread of its own."""

    def __init__(self, service: str, exporter: SpanExporter) -> None:
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("aixin")

    @contextmanager
    def step(self, name: str, kind: Kind, caller: str | None, facts: Facts) -> Iterator[str]:
        """As `Recorder` says. Of an error only the kind is told: its words may quote anything."""
        span = self._tracer.start_span(name, _above(caller), _KINDS[kind])
        context = span.get_span_context()
        try:
            yield f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
        finally:
            _tell(span, name, facts)
            span.end()

    def past(self, name: str, kind: Kind, caller: str | None, began: int, facts: Facts) -> None:
        """As `Recorder` says."""
        span = self._tracer.start_span(name, _above(caller), _KINDS[kind], start_time=began)
        _tell(span, name, facts)
        span.end()

    def flush(self) -> None:
        """As `Recorder` says."""
        self._provider.force_flush(int(FLUSH_SECONDS * 1000))

    def stop(self) -> None:
        """As `Recorder` says."""
        self._provider.shutdown()


def _tell(span: Span, name: str, facts: Facts) -> None:
    about = facts.get("route") or facts.get("event") or facts.get("timer") or facts.get("channel")
    span.update_name(f"{name} {about}" if about else name)
    for fact, value in facts.items():
        assert isinstance(value, str | int)  # noqa: S101 — as `Facts` says
        span.set_attribute(_ATTRIBUTES.get(fact, f"aixin.{fact}"), value)
    if facts.get("status", 0) >= 500:
        span.set_status(Status(StatusCode.ERROR))


def _above(caller: str | None) -> Context:
    """Under the caller's span, which may be another process's; under none for None."""
    known = parts(caller)
    if known is None:
        return Context()
    trace, span, flags = (int(part, 16) for part in known)
    return set_span_in_context(NonRecordingSpan(SpanContext(trace, span, True, TraceFlags(flags))), Context())
