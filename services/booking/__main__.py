"""python -m services.booking"""

from shared.serve import serve

from services.booking.bootstrap import build

serve("booking", build)
