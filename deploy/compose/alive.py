"""The containers' health check: exit 0 when the system answers its /healthz, else an error and exit 1."""

import os
from urllib.request import urlopen

URL = f"http://127.0.0.1:{os.environ['AIXIN_PORT']}/{os.environ['AIXIN_SYSTEM']}/healthz"

urlopen(URL, timeout=2).close()
