"""What is published is whole: the wheel, installed where nothing of the checkout is, serves a German page."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.house.rooms import PACKAGE

ROOT = PACKAGE.parent
NOT_SHIPPED = ("__pycache__", "*.pyc", "*.mo")
SECONDS = 60


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what git would give, with the tools that are here; nothing is fetched."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(PACKAGE, source / "masthead", ignore=shutil.ignore_patterns(*NOT_SHIPPED))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(
        *pip, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(built), ".", folder=source
    )
    (found,) = built.glob("*.whl")
    return found


def test_wheel__holds_everything_that_is_not_code(wheel: Path) -> None:
    there = set(zipfile.ZipFile(wheel).namelist())
    kept = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix not in {".pyc", ".mo"}
        and not {"tests", "__pycache__"} & set(path.relative_to(PACKAGE).parts)
    }
    assert kept - there == set()
    for language in ("de", "fr"):
        assert f"masthead/locale/{language}/LC_MESSAGES/django.mo" in there


def test_wheel__nothing_compiled_stands_in_the_checkout() -> None:
    assert list(PACKAGE.rglob("*.mo")) == []


def test_wheel__what_is_installed_sets_up_and_serves_a_german_page(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv"), folder=tmp_path)
    python = tmp_path / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", str(python))
    run(*pip, "install", "--no-deps", "--no-index", str(wheel), folder=tmp_path)
    (libraries,) = (tmp_path / "venv/lib").glob("python*/site-packages")
    (libraries / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    site = tmp_path / "site"
    site.mkdir()
    where = run(str(python), "-c", "import masthead; print(masthead.__file__)", folder=site)
    assert where.startswith(str(libraries))
    port = _free_port()
    masthead = str(tmp_path / "venv/bin/masthead")
    told = ("--address", f"http://localhost:{port}", "--language", "de", "--publisher", "pia@example.org")
    run(masthead, "setup", "--yes", "--name", "Die Schleuse", *told, folder=site)
    assert not (site / "var/locale").exists()
    with subprocess.Popen([masthead, "serve", "--port", str(port)], cwd=site, env=environment()) as server:
        try:
            page = _asked(f"http://localhost:{port}/sign-in/", server)
        finally:
            server.terminate()
    assert '<html lang="de"' in page
    assert "Das kam bei uns nicht an. Bitte versuchen Sie es gleich noch einmal." in page


def _asked(address: str, server: "subprocess.Popen[bytes]") -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=SECONDS) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server did not answer.")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
