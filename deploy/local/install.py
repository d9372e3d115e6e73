"""Make `.venv` hold exactly what a lock says: `python3 deploy/local/install.py requirements.lock`.

Only the standard library, and readable to older Pythons, so that it can say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEWER = [f"python3.{minor}" for minor in range(11, 20)]


def main(lock: str) -> None:
    """Install unless the stamp says that this very lock is installed here."""
    use_a_new_enough_python()
    stamp = VENV / f"{lock}.ready"
    facts = [
        (ROOT / lock).read_text(encoding="utf-8"),
        (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
        str(ROOT),
    ]
    state = hashlib.sha256(repr(facts).encode()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == state and works()):
        create()
        install(lock)
    stamp.write_text(state)


def use_a_new_enough_python() -> None:
    """Go on with a newer Python of this machine when `python3` is too old."""
    if sys.version_info >= (3, 11):  # noqa: UP036 - whoever runs this may have anything
        return
    for name in NEWER:
        found = shutil.which(name)
        if found and runs(found, ""):
            os.execv(found, [found, *sys.argv])  # noqa: S606
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    stop(
        f"需要 Python 3.11 或更新版本，这里是 {here}。请安装后再运行 make up。",
        f"Python 3.11 or newer is needed, this is {here}. Install one (for example python3.12) and run `make up` again.",
    )


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
    print("创建运行环境 .venv …  Creating .venv …", flush=True)
    venv = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(venv, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout[-600:], file=sys.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "无法创建 .venv：目录不可写，或缺少 venv 模块（Debian/Ubuntu 请运行 apt install python3-venv）。然后再运行一次。",
            "Cannot create .venv: the folder is read-only, or Python's venv module is missing"
            " (Debian, Ubuntu: apt install python3-venv). Then run again.",
        )


def install(lock: str) -> None:
    """The locked packages, each checked against its hash, and a link to this folder with the command `aixin`."""
    print("安装依赖（仅第一次，约 1–3 分钟）…  Installing packages, only this once, 1–3 minutes …", flush=True)
    pip("--require-hashes", "-r", str(ROOT / lock))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def pip(*words: str) -> None:
    """Run pip install and show every tenth package; its last words only when it fails."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        *words,
    ]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            lines.append(line)
            collected = sum(line.startswith("Collecting ") for line in lines)
            if line.startswith("Collecting ") and collected % 10 == 0:
                print(f"  {collected} …", flush=True)
            elif line.startswith("Installing collected"):
                print("  解压 unpacking …", flush=True)
    if process.returncode:
        print("".join(lines[-6:]), file=sys.stderr)
        stop(
            "依赖没有装好，多半是网络不通。请检查网络（或代理 HTTPS_PROXY）后再运行一次；已下载的不会重来。",
            "The packages could not be installed, most likely for lack of network. Check it (or HTTPS_PROXY) and run again.",
        )


def stop(zh: str, en: str) -> None:
    """End with both sentences."""
    sys.exit(f"{zh}\n{en}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        stop(
            f"目录无法写入：{error.filename}。请改正权限后再运行。",
            f"Cannot write {error.filename}: mend its permissions, run again.",
        )
