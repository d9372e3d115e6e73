"""`python -m services.accounts`"""

from services.accounts.bootstrap import build
from shared.serve import serve

if __name__ == "__main__":
    serve("accounts", build)
