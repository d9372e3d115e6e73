"""The JSON door: parse, call the use case, shape the answer. Pages have their own door and import nothing of this one."""

from services.accounts.api import accounts, desk, keys, phones, unions

ROUTERS = (accounts.router, phones.router, unions.router, keys.router, desk.router)
