"""The containers' health check: exit 0 when the system answers its /healthz. Bare sockets, for it runs for ever and must cost nothing."""

import os
import socket

with socket.create_connection(("127.0.0.1", int(os.environ["AIXIN_PORT"])), 4) as connection:
    connection.sendall(f"GET /{os.environ['AIXIN_SYSTEM']}/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    if not connection.recv(16).startswith(b"HTTP/1.1 200"):
        raise SystemExit(1)
