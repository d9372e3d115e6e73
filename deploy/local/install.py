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

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEWER = [f"python3.{minor}" for minor in range(11, 20)]
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
PIP_FAILS = (
    (
        r"No space left on device|Disk quota exceeded",
        "磁盘已满，依赖没有装好。请腾出空间后再运行。",
        "The disk is full: free some space, then run again.",
    ),
    (
        r"Permission denied|Read-only file system",
        "目录无法写入，依赖没有装好。请改正权限后再运行。",
        "A folder cannot be written: mend its permissions, then run again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "下载的文件与锁定的校验值不一致，已拒绝使用。请换一个可信的网络或镜像后再运行。",
        "A downloaded file is not the locked one and was refused. Run again on a network or mirror you trust.",
    ),
    (
        r"[Cc]onnection|[Tt]imed out|timeout|resol|SSL|[Pp]roxy",
        "网络不通，依赖没有装好。请检查网络（或代理 HTTPS_PROXY）后再运行一次；已下载的不会重来。",
        "The packages could not be fetched. Check the network (or HTTPS_PROXY) and run again.",
    ),
    (
        r"No matching distribution",
        f"有的依赖没有适合这台电脑或 Python {HERE} 的安装包。请换用 Python 3.11 至 3.14：make up PYTHON=python3.13",
        f"A package has no build for this computer or for Python {HERE}. Use Python 3.11 to 3.14: make up PYTHON=python3.13",
    ),
)
"""What pip says → what to do, in both languages."""


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
    stop(
        f"需要 Python 3.11 或更新版本，这里是 {HERE}。请安装后再运行 make up。",
        f"Python 3.11 or newer is needed, this is {HERE}. Install one (for example python3.12) and run `make up` again.",
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
    if os.pathsep in str(ROOT):
        stop(
            f"目录名不能含有“{os.pathsep}”：{ROOT}。请改名后再运行。",
            f"Python makes no .venv in a folder whose name has a {os.pathsep!r}: {ROOT}. Rename it, then run again.",
        )
    if not os.access(str(ROOT), os.W_OK):
        stop(
            f"目录不可写：{ROOT}。请把整个目录复制到可写的地方，在那里运行。",
            f"Cannot write {ROOT}: copy it to where you may write, and run it there.",
        )
    bring_ensurepip()
    print("创建运行环境 .venv …  Creating .venv …", flush=True)
    venv = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(venv, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout[-600:], file=sys.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        stop("无法创建 .venv，原因见上。", "Cannot create .venv; the reason is above.")


def bring_ensurepip() -> None:
    """Debian and Ubuntu keep a part of Python's venv module in a package of its own."""
    if runs(sys.executable, "import ensurepip"):
        return
    package = f"python{HERE}-venv"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"安装 {package} …  Installing {package} …", flush=True)
        quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for words in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run([apt, *words], check=False, env=quietly, stdout=subprocess.DEVNULL)
        if runs(sys.executable, "import ensurepip"):
            return
    stop(
        f"这个 Python 缺少 venv 模块。请安装后再运行（Debian/Ubuntu：sudo apt install {package}）。",
        f"This Python lacks its venv module. Install it, then run again (Debian, Ubuntu: sudo apt install {package}).",
    )


def install(lock: str) -> None:
    """The locked packages, each checked against its hash, and a link to this folder with the command `aixin`."""
    print("安装依赖（仅第一次，约 1–3 分钟）…  Installing packages, only this once, 1–3 minutes …", flush=True)
    pip("--no-deps", "--require-hashes", "-r", str(ROOT / lock))
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
        told = [(zh, en) for pattern, zh, en in PIP_FAILS if re.search(pattern, "".join(lines[-30:]))]
        stop(*(told or [("依赖没有装好，原因见上。", "The packages could not be installed; the reason is above.")])[0])


def stop(zh: str, en: str) -> None:
    """End with both sentences."""
    sys.exit(f"{zh}\n{en}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        stop(
            f"目录无法写入：{error.filename}。请改正权限后再运行。",
            f"Cannot write {error.filename}: mend its permissions, run again.",
        )
