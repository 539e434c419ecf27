"""`masthead setup`: bad answers are explained, good ones make a publication."""

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dotenv import dotenv_values

from masthead.setup import questions
from masthead.setup.questions import QUESTIONS, InvalidAnswer

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--yes", "--name", "The Sluice", "--publisher", "pia@example.org"]


def masthead(folder: Path, *arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "masthead.config.cli", *arguments],
        cwd=folder,
        env={**passed_on, "PYTHONPATH": str(ROOT)},
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )


def test_setup__a_publication_is_set_up_from_answers_and_starts(tmp_path: Path) -> None:
    answers = ["The Sluice & Weir's", "http://magazine.example", "https://magazine.example", "klingon", "de",
               "Europe/Vienna", "mysql://x", "", "nobody", "pia@example.org", "none"]  # fmt: skip
    process = masthead(tmp_path, "setup", answers="\n".join(answers) + "\n")
    assert process.returncode == 0, process.stderr
    for explained in (
        "would travel openly",
        "Choose one of en",
        "sqlite:////path",
        "is not an e-mail address",
    ):
        assert process.stdout.count(explained) == 1
    assert "https://magazine.example/sign-in/link/" in process.stdout
    file = tmp_path / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = dotenv_values(file)
    assert written["SITE_URL"] == "https://magazine.example"
    assert written["PAYMENT_PROVIDER"] == written["EMAIL_URL"] == "none"
    assert len(str(written["SECRET_KEY"])) >= 50
    said = (
        "from masthead.people.models import Person\n"
        "from masthead.publishing.models import FrontPage, Publication\n"
        "row, pia = Publication.objects.get(), Person.objects.get()\n"
        "print(row.name, row.language, FrontPage.objects.get().title, pia.email, *pia.roles)"
    )
    told = masthead(tmp_path, "manage", "shell", "-v", "0", "-c", said)
    assert told.stdout.strip() == ("The Sluice & Weir's de The Sluice & Weir's pia@example.org publisher"), (
        told.stderr
    )
    link = masthead(tmp_path, "manage", "sign_in_link", "pia@example.org")
    assert link.stdout.startswith("https://magazine.example/sign-in/link/")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["--name", ""], "There is no default: answer with --name"),
        (["--address", "ftp://x"], "--address: 'ftp://x' is not an address"),
        (["--language", "tlh"], "--language: Choose one of"),
        (["--time-zone", "Holm/Aldmoor"], "--time-zone: 'Holm/Aldmoor' is not a time zone"),
        (["--publisher", "pia"], "--publisher: 'pia' is not an e-mail address"),
        (["--mail", "mailbox"], "--mail: The mailbox page shows everybody's codes"),
        (["--database", "postgresql://x@127.0.0.1:1/x"], "--database: The database does not answer"),
        (["--mail", "smtp://127.0.0.1:1", "--try-mail"], "The mail server did not take it"),
    ],
)
def test_setup__a_wrong_flag_is_explained_and_nothing_is_written(
    tmp_path: Path, wrong: list[str], sentence: str
) -> None:
    process = masthead(tmp_path, "setup", *FLAGS, *wrong)
    assert process.returncode == 1
    assert sentence in process.stderr
    assert not (tmp_path / ".env").exists()


def test_setup__an_environment_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=precious\n")
    process = masthead(tmp_path, "setup", *FLAGS)
    assert process.returncode == 1
    assert "masthead setup --overwrite" in process.stderr
    assert (tmp_path / ".env").read_text() == "SECRET_KEY=precious\n"


def test_setup__answers_that_end_too_early_are_said_in_a_sentence(tmp_path: Path) -> None:
    process = masthead(tmp_path, "setup", answers="The Sluice\n")
    assert process.returncode == 1
    assert "The answers ended before the questions did" in process.stderr
    assert "Traceback" not in process.stderr


def test_setup__every_question_is_a_flag_with_its_sentence(tmp_path: Path) -> None:
    text = " ".join(masthead(tmp_path, "setup", "--help").stdout.split())
    for question in QUESTIONS:
        assert question.flag in text
        assert question.prompt in text


@pytest.fixture
def mail_server() -> Iterator[tuple[int, list[bytes]]]:
    """The smallest mail server: takes one message and keeps what was said."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as line:
            line.write(b"220 ready\r\n")
            line.flush()
            in_message = False
            for said in line:
                heard.append(said)
                if in_message and said != b".\r\n":
                    continue
                in_message = said.upper().startswith(b"DATA")
                leaving = said.upper().startswith(b"QUIT")
                line.write(b"354 go on\r\n" if in_message else b"221 bye\r\n" if leaving else b"250 good\r\n")
                line.flush()
                if leaving:
                    return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield listening.getsockname()[1], heard
    thread.join(timeout=5)
    listening.close()


def test_try_mail__with_a_message(mail_server: tuple[int, list[bytes]]) -> None:
    port, heard = mail_server
    questions.try_mail(
        address=f"smtp://127.0.0.1:{port}", sender="The Sluice <post@example.org>", to="pia@example.org",
        site="The Sluice",
    )  # fmt: skip
    assert b"Subject: Mail from The Sluice works\r\n" in heard


def test_setup__a_database_in_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidAnswer, match="cannot be made"):
        questions.try_database(f"sqlite:///{tmp_path}/file/rows.sqlite3")
