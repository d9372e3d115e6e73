"""Where the broker is, and who we are to it."""

import ssl
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def options(kafka: str) -> dict[str, Any]:
    """What every client of aiokafka is told of an address: `host:port,host:port`, or, encrypted and by name (SCRAM-SHA-512),
    `tls://user:password@host:port,host:port?ca=FILE`. Raises ValueError for anything else, OSError without the file.
    """
    if "://" not in kafka:
        return {"bootstrap_servers": kafka.split(",")}
    url = urlsplit(kafka)
    if url.scheme != "tls" or not url.username or not url.password:
        raise ValueError("AIXIN_KAFKA: host:port,… or tls://user:password@host:port,…?ca=FILE")
    authority = parse_qs(url.query).get("ca", [None])[0]
    return {
        "bootstrap_servers": url.netloc.rpartition("@")[2].split(","),
        "security_protocol": "SASL_SSL",
        "ssl_context": ssl.create_default_context(cafile=authority),
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": unquote(url.username),
        "sasl_plain_password": unquote(url.password),
    }
