"""`python -m services.booking`: see shared/serve.py."""

from pathlib import Path

from services.booking.bootstrap import build
from shared.serve import serve

if __name__ == "__main__":
    serve(Path(__file__).parent, build)
