"""`python -m services.notify`: see shared/serve.py."""

from pathlib import Path

from services.notify.bootstrap import build
from shared.serve import serve

if __name__ == "__main__":
    serve(Path(__file__).parent, build)
