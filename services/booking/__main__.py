"""python -m services.booking"""

from services.booking.bootstrap import build
from shared.serve import serve

serve("booking", build)
