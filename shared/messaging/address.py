"""Where the broker is, and who we are to it."""

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FORM = "AIXIN_KAFKA: host:port,… · scram://user:password@host:port,… · tls://user:password@host:port,…?ca=FILE"


def options(kafka: str) -> dict[str, Any]:
    """What every client of aiokafka is told of an address: `host:port,host:port`; or, by name (SCRAM-SHA-512, both prove that they know
    the password, which stays at home), `scram://user:password@host:port,host:port`, encrypted `tls://…?ca=FILE`. `?passfile=FILE` holds
    a password that stands in no environment. Raises ValueError for anything else, OSError without the file.
    """
    if "://" not in kafka:
        return {"bootstrap_servers": kafka.split(",")}
    url = urlsplit(kafka)
    told = {key: values[0] for key, values in parse_qs(url.query).items()}
    password = _password(told["passfile"]) if "passfile" in told else unquote(url.password or "")
    if url.scheme not in ("scram", "tls") or not url.username or not password:
        raise ValueError(FORM)
    encrypted = {"ssl_context": ssl.create_default_context(cafile=told.get("ca"))} if url.scheme == "tls" else {}
    return {
        "bootstrap_servers": servers(kafka).split(","),
        "security_protocol": "SASL_SSL" if encrypted else "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": unquote(url.username),
        "sasl_plain_password": password,
        **encrypted,
    }


def servers(kafka: str) -> str:
    """Of an address what anybody may see: `host:port,host:port`."""
    return urlsplit(kafka).netloc.rpartition("@")[2] if "://" in kafka else kafka


def _password(file: str) -> str:
    return Path(file).read_text(encoding="ascii").strip()
