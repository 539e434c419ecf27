"""`masthead setup`: the wizard that writes .env, prepares the database and makes the first publisher."""

import argparse
import os
import secrets
import shlex
import string
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from masthead.setup import database_choice, questions
from masthead.setup.questions import QUESTIONS, Answers, InvalidAnswer, Question

Say = Callable[[str], None]
ENV_FILE = ".env"
ENV_NAMES = {
    "address": "SITE_URL",
    "time_zone": "TIME_ZONE",
    "database": "DATABASE_URL",
    "mail": "EMAIL_URL",
    "mail_from": "EMAIL_FROM",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Every question is a flag, too."""
    for question in QUESTIONS:
        parser.add_argument(question.flag, metavar="ANSWER", help=question.prompt)
    parser.add_argument(
        "--data-dir", metavar="FOLDER", default="var", help="where data is kept (default: var)"
    )
    parser.add_argument("--try-mail", action="store_true", help="send the publisher a test message at once")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take defaults for what no flag says")
    parser.add_argument(
        database_choice.WORD, action="store_true", help="begin anew although another database here is full"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=f"replace {ENV_FILE}; its secret and other settings are kept"
    )


def set_up(options: argparse.Namespace, *, say: Say, ask: Callable[[str], str] = input) -> None:
    """Set a publication up: settings written, database prepared, first publisher registered.

    :raises InvalidAnswer: it cannot be done; nothing has been written
    """
    file = Path.cwd() / ENV_FILE
    before = _settings_before(file, overwrite=options.overwrite)
    say("Setting up a publication. Return takes what stands in brackets; Ctrl-C leaves without a trace.\n")
    answers = _answers(options, before, say=say, ask=ask)
    _offer_test_email(options, answers, say=say, ask=ask)
    values = before | _values(answers, before)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.update(values)  # for this process; the file is for the next one
    path = _create_publication(answers, start_empty=options.start_empty, say=say)
    _write(file, values, say=say)
    say(_next_steps(answers, values["SITE_URL"] + path))


# --- asking ----------------------------------------------------------------------------------------------


def _answers(options: argparse.Namespace, before: Answers, *, say: Say, ask: Callable[[str], str]) -> Answers:
    answers: Answers = {"data_dir": options.data_dir}
    for question in QUESTIONS:
        if not question.only_if(answers):
            continue
        given = getattr(options, question.key)
        default = before.get(ENV_NAMES.get(question.key, ""), "") or question.default(answers)
        if given is not None or options.yes:
            answers[question.key] = _from_flag(question, default if given is None else given, answers)
        else:
            answers[question.key] = _asked(question, default, answers, say=say, ask=ask)
    return answers


def _from_flag(question: Question, text: str, answers: Answers) -> str:
    if not text.strip():
        raise InvalidAnswer(f"{question.prompt} There is no default: answer with {question.flag}.")
    try:
        return question.check(text.strip(), answers)
    except InvalidAnswer as why:
        raise InvalidAnswer(f"{question.flag}: {why}") from None


def _asked(question: Question, default: str, answers: Answers, *, say: Say, ask: Callable[[str], str]) -> str:
    say(f"{question.prompt}\n  {question.explanation}")
    while True:
        text = _line(ask, f"  [{default}] " if default else "  > ") or default
        try:
            answer = question.check(text, answers)
        except InvalidAnswer as why:
            say(f"  {why}")
        else:
            say("")
            return answer


def _line(ask: Callable[[str], str], prompt: str) -> str:
    try:
        return ask(prompt).strip()
    except EOFError:
        raise InvalidAnswer(
            "The answers ended before the questions did: give the rest as flags, with --yes."
        ) from None


def _offer_test_email(
    options: argparse.Namespace, answers: Answers, *, say: Say, ask: Callable[[str], str]
) -> None:
    if answers["mail"] == "none":
        return
    if options.yes or options.mail:
        if options.try_mail:
            _try_mail(answers, answers["publisher"])
            say(f"A test message is on its way to {answers['publisher']}.")
        return
    while to := _line(ask, f"Send a test message to (nothing to skip) [{answers['publisher']}], or - : "
                      ) or answers["publisher"]:  # fmt: skip
        if to == "-":
            return
        try:
            _try_mail(answers, to)
        except InvalidAnswer as why:
            say(f"  {why}\n  You can try another road now, or type - and mend it in {ENV_FILE} later.")
            mail = next(question for question in QUESTIONS if question.key == "mail")
            answers["mail"] = _asked(mail, answers["mail"], answers, say=say, ask=ask)
            if answers["mail"] == "none":
                return
        else:
            say(f"  It was taken. Look into the mail of {to}.\n")
            return


def _try_mail(answers: Answers, to: str) -> None:
    questions.try_mail(address=answers["mail"], sender=answers["mail_from"], to=to, site=answers["name"])


# --- the environment file --------------------------------------------------------------------------------


def _settings_before(file: Path, *, overwrite: bool) -> Answers:
    if not file.exists():
        return {}
    if not overwrite:
        raise InvalidAnswer(
            f"There is a {ENV_FILE} here already, so this publication is set up: "
            "start it with `masthead serve`.\n"
            "`masthead setup --overwrite` asks again; it keeps the secret, "
            f"and the old file as {ENV_FILE}.before."
        )
    return {name: value for name, value in dotenv_values(file).items() if value is not None}


def _values(answers: Answers, before: Answers) -> Answers:
    values = {ENV_NAMES[key]: answer for key, answer in answers.items() if key in ENV_NAMES}
    secure = values["SITE_URL"].startswith("https://")
    return {
        "MASTHEAD_MODE": "production",
        "SECRET_KEY": before.get("SECRET_KEY") or _secret(),
        "DATA_DIR": str(Path(answers["data_dir"]).resolve()),
        "PAYMENT_PROVIDER": before.get("PAYMENT_PROVIDER", "none"),
        # It listens on this machine only, so whoever forwards to it is this machine's own proxy.
        **({"TRUSTED_PROXIES": "127.0.0.1,::1"} if secure and "TRUSTED_PROXIES" not in before else {}),
        **values,
    }


def _secret() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(64))


def _write(file: Path, values: Answers, *, say: Say) -> None:
    if file.exists():
        file.replace(file.with_name(f"{ENV_FILE}.before"))
    lines = [
        "# Written by `masthead setup`; docs/settings.md describes every setting. Keep this file secret.",
        *(f"{name}={_quoted(value)}" for name, value in values.items()),
    ]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as text:
        text.write("\n".join(lines) + "\n")
    say(f"Wrote {file}; only this user can read it.")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return value if value == shlex.quote(value) else f"'{escaped}'"


# --- the publication -------------------------------------------------------------------------------------


def _create_publication(answers: Answers, *, start_empty: bool, say: Say) -> str:
    """Prepare the database, name the publication, let the publisher in; returns the sign-in link's path."""
    import django

    django.setup()
    from django.utils import timezone

    from masthead.demo import queries as demo
    from masthead.people import operations as people
    from masthead.people import queries as people_queries
    from masthead.people.models import Role
    from masthead.publishing import operations as publishing
    from masthead.setup import prepare, startup_checks
    from masthead.site_pages import operations as site_pages

    prepare.prepare(say, name=answers["name"], start_empty=start_empty)
    startup_checks.refuse_demo_accounts(has_demo_accounts=demo.has_demo_accounts())
    now = timezone.now()
    publishing.update_publication(name=answers["name"], language=answers["language"])
    site_pages.prepare_site_pages(language=answers["language"])
    person = people_queries.person_by_address(answers["publisher"]) or people.register_person(
        email=answers["publisher"], now=now
    )
    people.give_role(person=person, role=Role.PUBLISHER, by=None, now=now)
    return people.make_sign_in_link(person=person, now=now)


def _next_steps(answers: Answers, link: str) -> str:
    parts = urlsplit(answers["address"])
    port = parts.port or 8000
    lines = [
        "",
        f"{answers['name']} is set up. Start it:",
        "",
        f"  masthead serve{f' --port {port}' if port != 8000 else ''}",
        "",
        f"Then open this link; it signs {answers['publisher']} in, once, within an hour:",
        "",
        f"  {link}",
        "",
        f"(`masthead manage sign_in_link {answers['publisher']}` makes a new one.)",
        "The desk shows what is left to do.",
    ]
    if parts.scheme == "https":
        lines.append(f"A proxy that speaks TLS must forward readers to port {port}: docs/running/proxy.md.")
    if answers["mail"] == "none":
        lines.append("Mail is not set up: readers cannot sign in until EMAIL_URL names a mail server.")
    return "\n".join(lines)
