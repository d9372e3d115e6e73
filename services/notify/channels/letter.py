"""A message as a mail: plain text, and the same words as simple HTML."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notify.rendering import FOLDER, Text
from shared.phones import phones

_LAYOUTS = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=select_autoescape(["html"], default=False),  # the plain part is no HTML
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_LAYOUTS.filters["phones"] = phones


@dataclass(frozen=True, slots=True)
class Mail:
    """What it is made of."""

    id: UUID
    """Of the delivery: the Message-ID is made from it, so that a mail sent twice can be known as one."""
    to: str
    at: datetime
    language: str
    text: Text

    def wire(self, sender: str, origin: str) -> bytes:
        """The mail as it travels; `sender` is `Name <address>`, links lead to `origin`."""
        name, address = parseaddr(sender)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.text.subject
        message["From"] = Address(name, addr_spec=address)
        message["To"] = Address(addr_spec=self.to)
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<{self.id}@{address.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        words = {"text": self.text, "language": self.language, "origin": origin.rstrip("/")}
        message.set_content(_LAYOUTS.get_template("layout.txt").render(words))
        message.add_alternative(_LAYOUTS.get_template("layout.html").render(words), subtype="html")
        message["Content-Language"] = self.language  # of both; set earlier it would belong to the first alone
        return message.as_bytes()
