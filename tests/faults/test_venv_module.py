"""A Debian or Ubuntu whose Python came without python3-venv: root gets it installed, anybody else is told its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.up import Up, checkout

PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    """A folder of modules that hides the one which Debian keeps apart."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "ensurepip.py").write_text("raise ImportError")
    return folder


def without_it(lacking: Path, apt_get: str) -> dict[str, str]:
    """An environment in which Python lacks it, and `apt-get` does this."""
    commands = lacking.with_name("commands")
    commands.mkdir()
    (commands / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {commands / "asked"}\n{apt_get}\n')
    (commands / "apt-get").chmod(0o755)
    return {"PATH": f"{commands}:{os.environ['PATH']}", "PYTHONPATH": str(lacking)}


def test_what_cannot_be_installed_is_named(lacking: Path, tmp_path: Path) -> None:
    there = checkout(tmp_path / "checkout")
    told = Up(["make", "up", f"PYTHON={sys.executable}"], 0, there, without_it(lacking, "exit 100"))
    said = told.end()
    assert f"缺少 venv 模块。请安装后再运行（Debian/Ubuntu：sudo apt install {PACKAGE}）" in said
    assert told.process.returncode != 0
    assert "Traceback" not in said
    assert not (there / ".venv").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install")
def test_root_has_it_installed_and_goes_on(lacking: Path, tmp_path: Path) -> None:
    there, given = (
        checkout(tmp_path / "checkout"),
        without_it(lacking, f"test $1 = update || rm {lacking}/ensurepip.py"),
    )
    command = [sys.executable, "-c", "from deploy.local.install import create; create()"]
    subprocess.run(command, cwd=there, env=given, check=True, capture_output=True)
    asked = lacking.with_name("commands") / "asked"
    assert asked.read_text().splitlines() == ["update -qq", f"install -y -qq {PACKAGE}"]
    subprocess.run([there / ".venv" / "bin" / "python", "-c", "import pip"], check=True)
