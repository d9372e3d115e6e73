"""`python -m services.classes`: see shared/serve.py."""

from pathlib import Path

from services.classes.bootstrap import build
from shared.serve import serve

if __name__ == "__main__":
    serve(Path(__file__).parent, build)
