"""python -m services.classes"""

from services.classes.bootstrap import build
from shared.serve import serve

serve("classes", build)
