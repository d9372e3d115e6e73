"""`python -m aixin` is the command `aixin`."""

from aixin.cli import app

app()
