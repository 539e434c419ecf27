"""The command `masthead`: try it, set it up, serve it, work off its jobs, look after it."""

import argparse
import gc
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import TextIO

EPILOG = """\
masthead manage COMMAND runs any of Django's, Wagtail's and Masthead's own commands;
`masthead manage help` lists them. Every setting is described in docs/settings.md.
"""


class CannotContinue(Exception):
    """The command cannot go on; its text says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, or 1 after a sentence that says why not."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from masthead.kit import database_errors

    try:
        if arguments[:1] == ["manage"]:
            return _manage(arguments[1:])
        options = _parser().parse_args(arguments or ["--help"])
        options.run(options)
    except (CannotContinue, ImproperlyConfigured) as reason:
        _say(str(reason), to=sys.stderr)
        return 1
    except DatabaseError as error:
        if (sentence := database_errors.explain(error)) is None:
            raise
        _say(sentence, to=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="masthead",
        description="A reader-supported publication, whole, in one package.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="Try it: the demonstration publication, on this computer only.")
    demo.add_argument("--port", type=_port, default=8000, help="where to listen (default: 8000)")
    demo.add_argument("--fresh", action="store_true", help="remove its data first and start over")
    demo.add_argument("--only-fill", action="store_true", help="prepare and fill it, but do not serve")
    demo.set_defaults(run=_demo)

    from masthead.setup import wizard

    new = commands.add_parser(
        "setup", help="Set up a publication of your own: a few questions, then it stands."
    )
    wizard.add_arguments(new)
    new.set_defaults(run=_setup)

    serve = commands.add_parser("serve", help="Serve your publication, as the environment sets it up.")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="where to listen (default: 8000)")
    serve.add_argument("--workers", type=_at_least_one, default=1, help="how many processes (default: 1)")
    serve.add_argument("--prepare", action="store_true", help="bring database and static files up to date")
    serve.add_argument(
        "--start-empty", action="store_true", help="begin anew although another database here is full"
    )
    serve.set_defaults(run=_serve)

    worker = commands.add_parser(
        "worker", help="Only work off the jobs; set JOBS_IN_SERVER=false where the pages are served."
    )
    worker.set_defaults(run=_worker)

    commands.add_parser("manage", help="Run a command of the site, such as doctor, audit_leaks or migrate.")
    return parser


def _manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["masthead manage", *arguments])
    return 0


# --- setup -------------------------------------------------------------------------------------------------


def _setup(options: argparse.Namespace) -> None:
    from masthead.setup import wizard
    from masthead.setup.questions import InvalidAnswer

    try:
        wizard.set_up(options, say=_say)
    except InvalidAnswer as why:
        raise CannotContinue(str(why)) from None


# --- demo --------------------------------------------------------------------------------------------------


def _demo(options: argparse.Namespace) -> None:
    _ensure_free("127.0.0.1", options.port, command="demo")
    os.environ["MASTHEAD_MODE"] = "demo"
    os.environ.setdefault("SITE_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if options.fresh:
        _remove_demo_data()
    _load_django()
    _fill_demo()
    if not options.only_fill:
        _start_server(host="127.0.0.1", port=options.port, workers=1, welcome=_welcome())


def _fill_demo() -> None:
    from django.core.management import call_command

    from masthead.demo import queries
    from masthead.setup import prepare

    if prepare.is_prepared() and queries.is_complete():
        return
    prepare.prepare(_say)
    _say("Writing the demonstration publication")
    call_command("fill_demo", skip_checks=True)


def _remove_demo_data() -> None:
    from django.conf import settings

    folder = Path(settings.DATA_DIR).resolve()
    file = Path(settings.DATABASES["default"]["NAME"])
    if folder not in file.resolve().parents:
        raise CannotContinue(
            f"--fresh removes only the demonstration's own file in {folder}; DATABASE_URL names another."
        )
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", "prepared.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _welcome() -> str:
    from django.conf import settings

    from masthead.demo import queries

    people = queries.accounts_to_try()
    width = max(len(person.email) for person in people)
    lines = [f"  {person.email:{width}}  {person.name} {person.may}" for person in people]
    return "\n".join(
        [
            "",
            f"The publication is open: {settings.SITE_URL}",
            "",
            f"To sign in, type one of these addresses; the code arrives on {settings.SITE_URL}/mailbox/",
            *lines,
            "",
            "Ctrl-C closes it; what you write is kept.",
        ]
    )


# --- serve and worker --------------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> None:
    _ensure_free(options.host, options.port, command="serve")
    _load_django()
    _ensure_loopback_unless_production(options.host)
    if options.prepare:
        from masthead.setup import prepare

        if not prepare.is_prepared():
            prepare.prepare(_say, start_empty=options.start_empty)
    _ensure_prepared(start_empty=options.start_empty)
    from django.conf import settings

    welcome = f"{settings.SITE_URL} is served on {options.host} port {options.port}."
    _start_server(host=options.host, port=options.port, workers=options.workers, welcome=welcome)


def _worker(options: argparse.Namespace) -> None:  # noqa: ARG001 - every command takes its options
    _load_django()
    _ensure_prepared()
    from django.conf import settings

    from masthead.kit.jobs import start_workers, stop_workers

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    start_workers(settings.JOB_THREADS)
    _say("Working off the jobs; Ctrl-C stops after the job in hand.")
    stopping.wait()
    stop_workers(timeout=30)


def _ensure_loopback_unless_production(host: str) -> None:
    from django.conf import settings

    if settings.MASTHEAD_MODE != "production" and not _is_loopback(host):
        raise CannotContinue(
            f"In {settings.MASTHEAD_MODE} mode everybody can read the mailbox and sign in as anybody, "
            f"so it listens on 127.0.0.1 only, not on {host}."
        )


def _ensure_prepared(*, start_empty: bool = False) -> None:
    from django.conf import settings

    from masthead.demo import queries
    from masthead.kit import health
    from masthead.setup import database_choice, prepare, startup_checks

    database_choice.ensure_not_empty_beside_full(start_empty=start_empty)
    if damaged := health.database_is_unsound(seconds=3):
        raise CannotContinue(damaged)
    if missing := prepare.missing_steps():
        raise CannotContinue("\n".join([*missing, "Run `masthead serve --prepare` once."]))
    if settings.MASTHEAD_MODE == "production":
        startup_checks.refuse_demo_accounts(has_demo_accounts=queries.has_demo_accounts())


# --- what they share ---------------------------------------------------------------------------------------


def _load_django() -> None:
    """Load the site. What is loaded stays, so it is not searched for garbage again and again meanwhile."""
    import django

    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _start_server(*, host: str, port: int, workers: int, welcome: str) -> None:
    from django.conf import settings

    from masthead.frontdoor.server import serve

    threads = settings.SERVER_THREADS
    serve(host=host, port=port, threads=threads, workers=workers, ready=lambda: _say(welcome))


def _ensure_free(host: str, port: int, *, command: str) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise CannotContinue(f"This user may not listen on port {port}. Choose one from 1024 on.") from None
    except OSError as error:
        free = f"Choose another: masthead {command} --port {port + 1}"
        raise CannotContinue(
            f"Port {port} on {host} cannot be used ({error.strerror or error}). {free}"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 1 to 65535.")
    return int(text)


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; use 1 or more.")
    return int(text)


def _say(sentence: str, *, to: TextIO | None = None) -> None:
    print(sentence, file=to, flush=True)


if __name__ == "__main__":
    sys.exit(main())
