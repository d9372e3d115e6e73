"""docker-compose.yml really up, under a project, ports, volumes and an image name of its own."""

import os
import secrets
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
UP_SECONDS = 240


class Stack:
    """One run of docker-compose.yml; whatever a developer's own .env says does not reach it."""

    def __init__(self) -> None:
        self.project = f"aixin-test-{secrets.token_hex(4)}"
        self.image = f"{self.project}:now"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIXIN_", "COMPOSE_"))}
        # Port 0 of loopback: Docker chooses a free one.
        ports = {"AIXIN_PORT": "127.0.0.1:0", "AIXIN_HTTPS_PORT": "127.0.0.1:0"}
        self.environment = kept | ports | {"AIXIN_IMAGE": self.image, "AIXIN_DEMO": "true"}

    def up(self) -> None:
        """Build, start, return when every container is healthy; the logs go into the error otherwise."""
        try:
            self.compose("up", "--build", "--detach", "--wait", "--wait-timeout", str(UP_SECONDS))
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{self.logs()}") from failed

    def down(self) -> None:
        """Remove containers, networks, volumes and the image."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")
        self._run("docker", "image", "rm", self.image)

    def forget(self, volume: str) -> None:
        """Remove a volume that no container uses any more."""
        self._run("docker", "volume", "rm", f"{self.project}_{volume}")

    @property
    def url(self) -> str:
        """The one origin, as a browser on this machine sees it."""
        return f"http://{self.compose('port', 'edge', '80').strip()}"

    def logs(self) -> str:
        """The end of what every container said."""
        return self.compose("logs", "--no-color", "--tail", "60")

    def inside(self, service: str, *command: str) -> str:
        """What a command in a service's container prints."""
        return self.compose("exec", "--no-TTY", service, *command)

    def compose(self, *arguments: str) -> str:
        """Run docker compose; its output. AssertionError with both outputs when it fails."""
        return self._run(
            "docker", "compose", "--env-file", os.devnull, "-f", "docker-compose.yml", "-p", self.project, *arguments
        )

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=UP_SECONDS + 300,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout
