"""python -m services.notify"""

from services.notify.bootstrap import build
from shared.serve import serve

if __name__ == "__main__":
    serve("notify", build)
