"""The embedded stack in one import: PostgreSQL 18 and Apache Kafka as children of this process."""

from deploy.local.guarded import Guarded as Kafka
from deploy.local.postgres import AUDITOR, SYSTEMS, Postgres
from deploy.local.server import Server, StackError, free_port

__all__ = ["AUDITOR", "SYSTEMS", "Kafka", "Postgres", "Server", "StackError", "free_port"]
