"""The JSON door: parse, call the use case, shape the answer. Pages have their own door and import nothing of this one."""

from services.notify.api import events, inbox, ways, webhooks

ROUTERS = (inbox.router, ways.router, webhooks.router, events.router)
