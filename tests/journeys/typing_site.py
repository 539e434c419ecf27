"""A small publication to type in: one section, one published piece, one under review, three who may sign in.

`python -m tests.journeys.typing_site PORT` fills it in DATA_DIR, once, and serves it; what is there is
served again as it is, as after a crash. `typing.json` there says who is signed in and where the pieces are.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ("ada", "ed", "pia")


@dataclass
class TypingSite:
    """The publication in `folder`, its server, which may be killed and started again, and what is in it."""

    folder: Path
    port: int
    facts: dict[str, Any] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "masthead.sqlite3"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        from tests.journeys.conftest import _wait_until_open

        dropped = {"DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in dropped}
        log = self.folder / "log.txt"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.typing_site", str(self.port)],
                cwd=ROOT, env=environment | {"DATA_DIR": str(self.folder)},
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        _wait_until_open(self.address, self.process, log)
        self.facts = json.loads((self.folder / "typing.json").read_text())

    def kill(self) -> None:
        """SIGKILL to the server and its children: what it had in hand is gone."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def fill() -> dict[str, Any]:
    """Let it stand, by the rooms' own operations; what the trial needs to know of it."""
    from django.db import connection
    from django.utils import timezone

    from masthead.people import operations as people
    from masthead.people.models import Role
    from masthead.publishing import operations
    from tests.look.publication import signed_in

    now = timezone.now()
    staff = {}
    for name, role in zip(PEOPLE, (Role.AUTHOR, Role.EDITOR, Role.PUBLISHER), strict=True):
        staff[name] = people.register_person(email=f"{name}@example.org", now=now)
        people.give_role(person=staff[name], role=role, by=None, now=now)
        people.set_display_name(person=staff[name], name=f"{name.title()} Writes", now=now)
    operations.prepare_publication(name="The Typist")
    section = operations.ensure_section(title="Harbour", description="")
    out = operations.write_article(
        section=section, headline="Published", body=[("text", "<p>Out</p>")], by=staff["ed"]
    )
    operations.publish_article(article=out, by=staff["ed"])
    reviewed = operations.write_article(
        section=section, headline="Under review", body=[("text", "<p>Read</p>")], by=staff["ada"]
    )
    workflow = reviewed.get_workflow()
    assert workflow
    workflow.start(reviewed, staff["ada"])
    draft = operations.write_article(
        section=section, headline="A draft", body=[("text", "<p>Begun</p>")], by=staff["ed"]
    )
    author = operations.add_author(name="Ed Writes")
    sessions = signed_in(PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute("select * from django_session where session_key = %s", [sessions["ed"]])
        (row,) = cursor.fetchall()
    return {
        "sessions": sessions,
        "session_row": [str(value) for value in row],
        "author_path": f"/desk/snippets/publishing/author/edit/{author.pk}/",
        "people": {name: person.pk for name, person in staff.items()},
        "section": section.pk,
        "published": out.pk,
        "reviewed": reviewed.pk,
        "draft": draft.pk,
    }


def main(port: int) -> None:
    os.environ |= {"MASTHEAD_MODE": "test", "SITE_URL": f"http://localhost:{port}", "LOG_LEVEL": "ERROR"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "masthead.config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from masthead.frontdoor.server import serve
    from tests import template_database

    folder = Path(settings.DATA_DIR)
    if not (folder / "typing.json").exists():
        migrated = ROOT / "var/test" / template_database.path().name
        if migrated.exists():
            shutil.copy(migrated, folder / "masthead.sqlite3")
        else:
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        (folder / "typing.json").write_text(json.dumps(fill()))
    serve(host="127.0.0.1", port=port, threads=4)


if __name__ == "__main__":
    main(int(sys.argv[1]))
