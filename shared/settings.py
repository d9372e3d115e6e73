"""What a system must be told: where its database, broker and keys are. Every value comes from `AIXIN_…`."""

import re
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.demonstration import open_on
from shared.words.terminal import DEMO_CLOSED, FORGETFUL

Role = Literal["web", "worker", "both"]
LOOKED_BACK = 9
"""Days: the checks look back on a week and a day, and must find it."""


class Settings(BaseSettings):
    """One system's settings; the embedded stack and the tests construct it, containers read the environment."""

    model_config = SettingsConfigDict(env_prefix="AIXIN_", frozen=True, ignored_types=(cached_property,))

    role: Role = "both"
    """What this process does of the system: `web` answers, `worker` relays, hears, keeps time and sends. Any number of each may run."""
    database_url: str
    """`postgresql://role:password@host:port/database` of this system's own database: its clerk's, and for the step `migrate` its owner's."""
    kafka: str = "127.0.0.1:9092"
    """Bootstrap servers, comma-separated; or `tls://user:password@servers?ca=FILE` (SCRAM-SHA-512)."""
    topic_prefix: str = ""
    """Stands before every topic and consumer group; empty outside tests."""
    keys_dir: Path = Path(".aixin/keys")
    """Holds `public.json` (JWK set), the system's own `SYSTEM.secret`, `channels.toml` where messages are sent and, for accounts alone, `private.pem`."""
    papers: str = ""
    """Where uploaded papers lie, sealed: a folder, or `s3://bucket/prefix`; empty: the folder `papers` beside the keys."""
    papers_s3_endpoint: str = ""
    """`https://…` of an S3-compatible store; empty: Amazon's. With `papers_s3_host` the bucket is part of it."""
    papers_s3_region: str = "us-east-1"
    papers_s3_key_id: str = ""
    papers_s3_secret: SecretStr = SecretStr("")
    papers_s3_host: bool = False
    """The bucket is named by the host, not by the path (Aliyun OSS and Tencent COS want it so)."""
    health_days: int = Field(30, ge=1)
    """So long after the care they were told for, what was disclosed of a child's health and its papers are kept."""
    enrollment_days: int = Field(365, ge=30)
    """So long after it was last used, what is kept of a child: its name, birth date, school and home."""
    phone_hours: int = Field(72, ge=1)
    """So long a lost phone number can stop that another one takes its place."""
    family_children: int = Field(10, ge=1)
    """So many children a family can hold: a cap against taking places by machine."""
    family_requests: int = Field(30, ge=1)
    """So many requests a family can have going on at once, whatever the notices allow: another such cap."""
    public_url: str = "http://127.0.0.1:8000"
    """The one origin families see; https makes cookies Secure and `__Host-`."""
    second_factor: Literal["asked", "required"] = "asked"
    """`required`: the federation and organizers can do nothing before they have enrolled a second factor; `asked`: they are asked to."""
    demo: bool = False
    """A demonstration on this machine: demo people exist and a log-in code is shown to whoever asks for it. Refused elsewhere."""
    published: str = ""
    """In a container: under which address of its machine the edge is reached, like `127.0.0.1:8080`, or its site; empty: `host`."""
    audit_url: str = ""
    """`postgresql://aixin_auditor@host:port/aixin_{system}`: by which the four are compared (docs/decisions/0017); empty: not from here."""
    pool_size: int = 8
    """Database connections this system may hold."""
    outbox_days: int = Field(30, ge=LOOKED_BACK)
    """So long an event is kept after it was said: with so many a broker that lost its data is filled again."""
    log_days: int = Field(14, ge=1)
    """So long the broker keeps an event, at least: one whose own `log.retention` is less is told of in `/readyz` and by `aixin doctor`."""
    inbox_days: int = Field(60, le=365)
    """So long an event that was heard is known when it comes again; an older one is not heard at all. Longer than it can come."""
    message_days: int = Field(400, ge=LOOKED_BACK)
    """So long a family can read what it was told."""
    event_days: int = Field(30, ge=1)
    """So long a union's program can read what happened, and what was sent to it."""
    smtp_url: str = ""
    """`smtp://user:password@host:port` (or `smtps://`); empty: no mail is sent, deliveries wait."""
    accounts_url: str = ""
    """By which notify reaches accounts, inside: `http://accounts:8000`; empty: `public_url`."""
    receipts_from: str = ""
    """Networks from which providers send receipts, like `47.93.0.0/16`, by spaces; empty: any, for the address itself is a secret."""
    mail_from: str = "爱心托管 <noreply@aixin.invalid>"
    host: str = "127.0.0.1"
    port: int = 8000

    @field_validator("receipts_from")
    @classmethod
    def _networks(cls, named: str) -> str:
        """Raises ValueError for what is no network."""
        return " ".join(str(ip_network(one)) for one in named.replace(",", " ").split())

    @field_validator("public_url")
    @classmethod
    def _of_one_interface(cls, url: str) -> str:
        """A port that is published on one interface, `AIXIN_PORT=127.0.0.1:8080`, is the whole address; compose can only set it behind a name."""
        return re.sub(r"^http://localhost:(?=.+:\d+$)", "http://", url)

    @model_validator(mode="after")
    def _possible(self) -> "Settings":
        if self.demo and not open_on(self.published or self.host, self.public_url):
            raise ValueError(DEMO_CLOSED.line)
        if self.inbox_days <= self.outbox_days + self.log_days:
            raise ValueError(FORGETFUL.line.format(inbox=self.inbox_days, outbox=self.outbox_days, log=self.log_days))
        return self

    @cached_property
    def outbox_life(self) -> timedelta:
        """How long what was said is kept."""
        return timedelta(days=self.outbox_days)

    @cached_property
    def inbox_life(self) -> timedelta:
        """How long what was heard is known."""
        return timedelta(days=self.inbox_days)

    @cached_property
    def event_life(self) -> timedelta:
        """How long programs can read what happened."""
        return timedelta(days=self.event_days)

    @cached_property
    def answers(self) -> bool:
        """True when visitors are answered here."""
        return self.role != "worker"

    @cached_property
    def works(self) -> bool:
        """True when what nobody waits for is done here."""
        return self.role != "web"

    @cached_property
    def papers_at(self) -> str:
        """The folder or address of the paper store."""
        return self.papers or str(self.keys_dir.parent / "papers")

    @cached_property
    def channels_at(self) -> Path:
        """Where the accounts with providers of messages stand: beside the keys, for they are keys."""
        return self.keys_dir / "channels.toml"

    @cached_property
    def secure(self) -> bool:
        """True when families come over https."""
        return urlsplit(self.public_url).scheme == "https"
