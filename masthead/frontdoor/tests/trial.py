"""The trial site in processes of its own, on one database of the suite's kind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from masthead.frontdoor.tests.asking import Line

REPOSITORY = Path(__file__).resolve().parents[3]


def free_port() -> int:
    """A port on which nobody listens at the moment."""
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Site:
    """One running server."""

    def __init__(self, environment: dict[str, str], *, workers: int = 1, body_seconds: float = 20) -> None:
        self.port = free_port()
        self.lines: list[Line] = []
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "masthead.frontdoor.tests.trial_server",
                str(self.port),
                str(workers),
                str(body_seconds),
            ],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            raise AssertionError(self.process.stdout.read().decode())

    def line(self, *, seconds: float = 10) -> Line:
        self.lines.append(Line(self.port, seconds))
        return self.lines[-1]

    def hang_up(self) -> None:
        """Close every line that was opened to it."""
        while self.lines:
            self.lines.pop().close()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)

    def close(self) -> None:
        self.hang_up()
        self.end()
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@contextmanager
def a_database(folder: Path) -> Iterator[dict[str, str]]:
    """An environment whose DATABASE_URL names a fresh database with every table."""
    address = f"sqlite:///{folder / 'trial.sqlite3'}"
    name = f"masthead_trial_{os.getpid()}"
    if connection.vendor == "postgresql":
        import psycopg

        address = _address(name)
        with psycopg.connect(_address("postgres"), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}"')
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "masthead.frontdoor.tests.trial_settings",
        "JOBS_IN_SERVER": "false",
        "MAX_BODY_BYTES": "1000000",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "manage.py", "migrate", "--run-syncdb", "--skip-checks", "--verbosity=0"]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    yield environment
    if connection.vendor == "postgresql":
        import psycopg

        with psycopg.connect(_address("postgres"), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    settings = connection.settings_dict
    user, host, port = settings["USER"], settings["HOST"] or "127.0.0.1", settings["PORT"] or 5432
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgresql://{user}{password}@{host}:{port}/{name}"
