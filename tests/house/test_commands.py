"""The command `masthead`, called as a host calls it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def masthead(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "masthead.config.cli", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_masthead_help__names_every_command_with_a_sentence(tmp_path: Path) -> None:
    text = masthead("--help", folder=tmp_path).stdout
    for command in ("demo", "setup", "serve", "worker", "manage"):
        (line,) = (line for line in text.splitlines() if line.startswith(f"    {command} "))
        assert len(line.split()) > 3
    assert masthead(folder=tmp_path).stdout == text


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_run_command__a_taken_port_is_said_in_a_sentence_before_anything_is_begun(
    command: str, taken_port: int, tmp_path: Path
) -> None:
    process = masthead(command, "--port", str(taken_port), folder=tmp_path)
    assert process.returncode == 1
    assert process.stderr.startswith(f"Port {taken_port} on 127.0.0.1 cannot be used")
    assert f"masthead {command} --port {taken_port + 1}" in process.stderr
    assert len(process.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_run_command__a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    process = masthead("demo", "--port", "65536", folder=tmp_path)
    assert process.returncode == 2
    assert "use a number from 1 to 65535" in process.stderr


def test_demo_command__is_never_opened_to_the_network(tmp_path: Path) -> None:
    process = masthead(
        "serve", "--host", "0.0.0.0", "--port", free_port(), folder=tmp_path, MASTHEAD_MODE="demo"
    )
    assert process.returncode == 1
    assert "listens on 127.0.0.1 only" in process.stderr


def test_run_command__a_site_that_is_not_prepared_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    process = masthead("serve", "--port", free_port(), folder=tmp_path, MASTHEAD_MODE="demo")
    assert process.returncode == 1
    assert process.stderr.splitlines() == [
        "The database lacks tables or columns of this version.",
        "The styles, scripts and images have not been collected.",
        "The translations have not been compiled.",
        "Run `masthead serve --prepare` once.",
    ]


def test_demo_command__starting_over_never_removes_a_database_that_is_not_its_own(tmp_path: Path) -> None:
    precious = tmp_path / "precious.sqlite3"
    precious.touch()
    folder = tmp_path / "demo"
    address = f"sqlite:///{precious}"
    process = masthead("demo", "--fresh", "--port", free_port(), folder=folder, DATABASE_URL=address)
    assert process.returncode == 1
    assert "--fresh removes only the demonstration's own file" in process.stderr
    assert precious.exists()
