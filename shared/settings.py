"""What a system must be told: where its database, broker and keys are. Every value comes from `AIXIN_…`."""

from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One system's settings; the embedded stack and the tests construct it, containers read the environment."""

    model_config = SettingsConfigDict(env_prefix="AIXIN_", frozen=True, ignored_types=(cached_property,))

    database_url: str
    """`postgresql://role:password@host:port/database` of this system's own database."""
    kafka: str = "127.0.0.1:9092"
    """Bootstrap servers, comma-separated."""
    topic_prefix: str = ""
    """Stands before every topic and consumer group; empty outside tests."""
    keys_dir: Path = Path(".aixin/keys")
    """Holds `public.json` (JWK set), `secret` (hex) and, for accounts alone, `private.pem`."""
    public_url: str = "http://127.0.0.1:8000"
    """The one origin families see; https makes cookies Secure and `__Host-`."""
    demo: bool = False
    """Loopback demonstration: demo people exist and a log-in code is shown to whoever asks for it."""
    pool_size: int = 8
    """Database connections this system may hold."""
    smtp_url: str = ""
    """`smtp://user:password@host:port` (or `smtps://`); empty: no mail is sent, deliveries wait."""
    mail_from: str = "爱心托管 <noreply@aixin.invalid>"
    host: str = "127.0.0.1"
    port: int = 8000

    @cached_property
    def secure(self) -> bool:
        """True when families come over https."""
        return urlsplit(self.public_url).scheme == "https"
