"""The JSON door: parse, call the use case, shape the answer. Pages have their own door and import nothing of this one."""

from services.accounts.api import keys, people

ROUTERS = (people.router, keys.router)
