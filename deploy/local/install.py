"""Make `.venv` hold exactly what a lock says: `python3 deploy/local/install.py requirements.lock`.

Only the standard library, and readable to older Pythons, so that it can say what is missing.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# It is run as a file, and nothing of ours is installed yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from deploy.words import installing as words

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEWER = [f"python3.{minor}" for minor in range(11, 20)]
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
PIP_FAILS = (
    (r"No space left on device|Disk quota exceeded", words.DISK_FULL),
    (r"Permission denied|Read-only file system", words.NO_PERMISSION),
    (r"DO NOT MATCH THE HASHES", words.NOT_AS_LOCKED),
    (r"[Cc]onnection|[Tt]imed out|timeout|resol|SSL|[Pp]roxy", words.NO_NETWORK),
    (r"No matching distribution", words.NO_BUILD),
)
"""What pip says → what to do."""


def main(lock: str) -> None:
    """Install unless the stamp says that this very lock is installed here."""
    use_a_new_enough_python()
    stamp = VENV / f"{lock}.ready"
    wanted = state(lock)
    if stamp.exists() and stamp.read_text() == wanted and works():
        with contextlib.suppress(OSError):  # the date is for make; a read-only checkout does without
            stamp.touch()
        return
    create()
    install(lock)
    stamp.write_text(wanted)


def state(lock: str) -> str:
    """A fingerprint of all that decides what is installed."""
    facts = [(ROOT / file).read_text(encoding="utf-8") for file in (lock, "pyproject.toml")]
    return hashlib.sha256(repr([*facts, str(ROOT)]).encode("utf-8", "surrogateescape")).hexdigest()


def use_a_new_enough_python() -> None:
    """Go on with a newer Python of this machine when `python3` is too old."""
    if sys.version_info >= (3, 11):  # noqa: UP036 - whoever runs this may have anything
        return
    for name in NEWER:
        found = shutil.which(name)
        if found and runs(found, ""):
            os.execv(found, [found, *sys.argv])  # noqa: S606
    stop(words.PYTHON_TOO_OLD)


def works() -> bool:
    """Whether .venv has a Python with pip; a system upgrade may have taken the one it was made from."""
    return PYTHON.exists() and runs(str(PYTHON), "import pip")


def runs(python: str, code: str) -> bool:
    """Whether this Python can run the code."""
    done = subprocess.run([python, "-c", code], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def create() -> None:
    """Make .venv unless it works."""
    if works():
        return
    if os.pathsep in str(ROOT):
        stop(words.FOLDER_PARTED, sign=os.pathsep, folder=ROOT)
    if not os.access(str(ROOT), os.W_OK):
        stop(words.FOLDER_READ_ONLY, folder=ROOT)
    bring_ensurepip()
    say(words.CREATING)
    venv = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(venv, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout[-600:], file=sys.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        stop(words.NO_VENV)


def bring_ensurepip() -> None:
    """Debian and Ubuntu keep a part of Python's venv module in a package of its own."""
    if runs(sys.executable, "import ensurepip"):
        return
    package = f"python{HERE}-venv"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say(words.INSTALLING_ONE, package=package)
        quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for what in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run([apt, *what], check=False, env=quietly, stdout=subprocess.DEVNULL)
        if runs(sys.executable, "import ensurepip"):
            return
    stop(words.NO_VENV_MODULE, package=package)


def install(lock: str) -> None:
    """The locked packages, each checked against its hash, and a link to this folder with the command `aixin`."""
    say(words.INSTALLING)
    pip("--no-deps", "--require-hashes", "-r", str(ROOT / lock))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def pip(*arguments: str) -> None:
    """Run pip install and show every tenth package; its last words only when it fails."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        *arguments,
    ]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            lines.append(line)
            collected = sum(line.startswith("Collecting ") for line in lines)
            if line.startswith("Collecting ") and collected % 10 == 0:
                print(f"  {collected} …", flush=True)
            elif line.startswith("Installing collected"):
                say(words.UNPACKING)
    if process.returncode:
        print("".join(lines[-6:]), file=sys.stderr)
        said = "".join(lines[-30:])
        stop(next((told for pattern, told in PIP_FAILS if re.search(pattern, said)), words.NOT_INSTALLED))


def say(told: "tuple[str, str]", **facts: object) -> None:
    """How it goes on, in both languages."""
    print("  ".join(told).format(**facts), flush=True)


def stop(told: "tuple[str, str]", **facts: object) -> None:
    """End with both sentences."""
    sys.exit("\n".join(told).format(here=HERE, **facts))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        stop(words.CANNOT_WRITE, file=error.filename)
