"""The questions of `masthead setup`: each with a prompt, a default, a flag and a check."""

import json
import os
import re
import smtplib
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

from marshmallow import ValidationError

from masthead.kit.databases.addresses import database_settings
from masthead.kit.email_addresses import EmailAddressRefused, normalized_email
from masthead.kit.languages import LANGUAGES, SOURCE
from masthead.setup import mail_addresses, startup_checks

Answers = dict[str, str]
EMAIL_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.?[^@\s<>,;]+")
TIMEOUT_SECONDS = 10  # to wait for somebody else's machine


class InvalidAnswer(Exception):
    """An answer cannot be used; its text says why, and what would do."""


@dataclass(frozen=True)
class Question:
    """One thing to decide. `check` returns the answer as it is kept, or raises `InvalidAnswer`."""

    key: str
    prompt: str
    explanation: str
    default: Callable[[Answers], str]
    check: Callable[[str, Answers], str]
    only_if: Callable[[Answers], bool] = lambda _: True

    @property
    def flag(self) -> str:
        return "--" + self.key.replace("_", "-")


def _name(text: str, _: Answers) -> str:
    if not 1 <= len(text) <= 80:
        raise InvalidAnswer("The name needs one to eighty characters.")
    return text


def _address(text: str, _: Answers) -> str:
    text = text.rstrip("/")
    if "://" not in text:
        text = f"http://{text}" if text.startswith(("localhost", "127.")) else f"https://{text}"
    _validate(startup_checks.validate_origin, text)
    if not text.startswith("https://") and not startup_checks.is_this_computer(text):
        raise InvalidAnswer(
            "Cookies and codes would travel openly: use https://, or http://localhost to try it here."
        )
    return text


def _language(text: str, _: Answers) -> str:
    text = text.lower()
    by_name = {name.lower(): code for code, name in LANGUAGES.items()}
    code = by_name.get(text, text)
    if code not in LANGUAGES:
        raise InvalidAnswer(
            f"Choose one of {', '.join(f'{code} ({name})' for code, name in LANGUAGES.items())}."
        )
    return code


def _time_zone(text: str, _: Answers) -> str:
    _validate(startup_checks.validate_time_zone, text)
    return text


def _publisher(text: str, _: Answers) -> str:
    try:
        return normalized_email(text)
    except EmailAddressRefused:
        raise InvalidAnswer(f"{text!r} is not an e-mail address such as ada@magazine.example.") from None


def _mail(text: str, _: Answers) -> str:
    text = text.replace("$", "%24")
    if text == "mailbox":
        raise InvalidAnswer(
            "The mailbox page shows everybody's codes, so it is for the demonstration only: use none."
        )
    _validate(mail_addresses.check, text)
    if text != "none" and not urlsplit(text).hostname:
        raise InvalidAnswer("The address names no mail server: use smtp+tls://user:password@host:587.")
    return text


def _mail_from(text: str, _: Answers) -> str:
    bare = text.rsplit("<", 1)[-1].rstrip(">").strip()
    if not EMAIL_ADDRESS.fullmatch(bare):
        raise InvalidAnswer(
            "Use an address such as post@magazine.example, or The Lantern <post@magazine.example>."
        )
    return text


def _database(text: str, answers: Answers) -> str:
    text = text.replace("$", "%24")
    if text == "sqlite":
        text = default_database_url(answers)
    _validate(startup_checks.validate_database_url, text)
    try_database(text)
    return text


QUESTIONS = (
    Question("name", "What is your publication called?",
        "It stands over every page; you can change it in the desk.", lambda _: "", _name),
    Question("address", "At which address will it be read?",
        "https:// and your domain, served by a proxy in front; or this computer only, to begin with.",
        lambda _: "http://localhost:8000", _address),
    Question("language", "Which language does it speak?",
        "Buttons, dates and mails: en, de or fr. What you write is up to you.",
        lambda _: _default_language(), _language),
    Question("time_zone", "In which time zone do you work?",
        "Dates are shown and typed in it.", lambda _: default_time_zone(), _time_zone),
    Question("database", "Where shall the rows be kept?",
        "sqlite is one file and enough for most; or postgresql://user:password@host/name, tried at once.",
        lambda _: "sqlite", _database),
    Question("publisher", "Which e-mail address has the first publisher?",
        "They may do everything here.", lambda _: "", _publisher),
    Question("mail", "How does mail leave?",
        "smtp+tls://user:password@host:587 as your provider names it (in passwords @ : / are %40 %3A %2F);\n"
        "  by its API, such as postmark://KEY (docs/running/mail.md names all);\n"
        "  none leaves it for later: until then only a link from this terminal signs anybody in.",
        lambda _: "none", _mail),
    Question("mail_from", "Who does mail come from?",
        "An address your mail provider lets you send from.",
        lambda answers: formataddr((answers["name"], f"post@{urlsplit(answers['address']).hostname}")),
        _mail_from, only_if=lambda answers: answers["mail"] != "none"),
)  # fmt: skip


def default_database_url(answers: Mapping[str, str]) -> str:
    """The SQLite file in the data folder."""
    return f"sqlite:///{Path(answers.get('data_dir') or 'var').resolve() / 'masthead.sqlite3'}"


def default_time_zone() -> str:
    """The time zone of this computer, or UTC when it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (named, linked):
        try:
            startup_checks.validate_time_zone(name)
        except ValidationError:
            continue
        return name
    return "UTC"


def _default_language() -> str:
    code = os.environ.get("LANG", "")[:2].lower()
    return code if code in LANGUAGES else SOURCE


def _validate(check: Callable[[str], None], text: str) -> None:
    try:
        check(text)
    except ValidationError as error:
        raise InvalidAnswer(" ".join(map(str, error.messages))) from None


def try_database(address: str) -> None:
    """The database answers and lets us make tables.

    :raises InvalidAnswer: it does not; with what it said
    """
    if address.startswith("sqlite"):
        _try_file(Path(database_settings(address)["NAME"]))
        return
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=TIMEOUT_SECONDS) as connection:
            row = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone()
    except psycopg.Error as error:
        raise InvalidAnswer(f"The database does not answer: {' '.join(str(error).split())}") from None
    if row is None or not row[0]:
        raise InvalidAnswer(
            "The database answers, but this user may not make tables in it. Make the user its owner."
        )


def _try_file(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidAnswer(f"The folder {file.parent} cannot be made: {error.strerror}.") from None
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise InvalidAnswer(f"This user may not write to {file}.")


def try_mail(*, address: str, sender: str, to: str, site: str) -> None:
    """A test message was taken by the mail server.

    :raises InvalidAnswer: it was not; with what the server said
    """
    subject = f"Mail from {site} works"
    text = f"This is the test message of `masthead setup` for {site}. Mail arrives.\n"
    if mail_addresses.is_provider(address):
        _try_provider({"address": address, "sender": sender, "to": to, "subject": subject, "text": text})
        return
    facts = mail_addresses.settings_of(address)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text)
    kind: type[smtplib.SMTP] = smtplib.SMTP_SSL if facts.get("EMAIL_USE_SSL") else smtplib.SMTP
    try:
        with kind(facts["EMAIL_HOST"], facts["EMAIL_PORT"] or 0, timeout=TIMEOUT_SECONDS) as server:
            if facts.get("EMAIL_USE_TLS"):
                server.starttls(context=ssl.create_default_context())
            if facts.get("EMAIL_HOST_USER"):
                server.login(facts["EMAIL_HOST_USER"], facts["EMAIL_HOST_PASSWORD"])
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise InvalidAnswer(f"The mail server did not take it: {' '.join(str(error).split())}") from None


def _try_provider(asked: Mapping[str, str]) -> None:
    trial = subprocess.run(
        [sys.executable, "-m", "masthead.setup.trying_mail"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if trial.returncode:
        said = trial.stderr.strip() or "it did not say why"
        raise InvalidAnswer(f"The mail provider did not take it: {said}")
