"""python -m services.notify"""

from shared.serve import serve

from services.notify.bootstrap import build

if __name__ == "__main__":
    serve("notify", build)
