"""A site that is set up wrongly says everything that is wrong, in sentences, and does not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from masthead.setup import startup_checks

GOOD = {
    "MASTHEAD_MODE": "production",
    "SECRET_KEY": "a-long-row-of-characters-that-only-this-test-knows-0123456789",
    "SITE_URL": "https://magazine.example",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example:587",
}
DEMONSTRATION = {
    "DEBUG": ("true", "DEBUG is on"),
    "SECRET_KEY": (
        "demo-secret-for-a-loopback-publication-never-for-the-open-internet",
        "SECRET_KEY is the demonstration's",
    ),
    "PAYMENT_PROVIDER": ("pretend", "PAYMENT_PROVIDER is pretend"),
    "EMAIL_URL": ("mailbox", "EMAIL_URL is the mailbox page"),
    "SITE_URL": ("http://magazine.example", "SITE_URL does not begin with https://"),
}


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, with nothing in the environment but what is given."""
    return subprocess.run(
        [sys.executable, "-c", "from masthead.config.cli import main; raise SystemExit(main(['worker']))"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_startup_checks__everything_malformed_is_said_at_once_without_a_traceback(tmp_path: Path) -> None:
    wrong = {
        "MASTHEAD_MODE": "holiday",
        "DEBUG": "perhaps",
        "SITE_URL": "magazine.example/",
        "DATABASE_URL": "mysql://somewhere/else",
        "CACHE_URL": "memcached",
        "EMAIL_URL": "pigeon",
        "PAYMENT_PROVIDER": "barter",
        "TRUSTED_PROXIES": "everybody",
        "SERVER_THREADS": "0",
        "JOB_THREADS": "many",
        "MAX_BODY_BYTES": "1",
        "TIME_ZONE": "Holm/Aldmoor",
        "LOG_LEVEL": "LOUD",
    }
    process = start(tmp_path, **wrong)
    assert process.returncode == 1
    first, *lines = process.stderr.splitlines()
    assert first == "These settings are missing or malformed (docs/settings.md explains each):"
    assert sorted(line.split(":")[0].strip() for line in lines) == sorted(wrong)


def test_startup_checks__production_refuses_all_of_the_demonstration_in_a_sentence_each(
    tmp_path: Path,
) -> None:
    process = start(tmp_path, **{**GOOD, **{name: value for name, (value, _) in DEMONSTRATION.items()}})
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    for _, sentence in DEMONSTRATION.values():
        assert sentence in process.stderr


def test_startup_checks__production_refuses_a_missing_secret_and_the_demonstrations_defaults(
    tmp_path: Path,
) -> None:
    process = start(tmp_path)
    assert process.returncode == 1
    for beginning in ("SECRET_KEY is missing", "PAYMENT_PROVIDER is", "EMAIL_URL is", "SITE_URL is missing"):
        assert beginning in process.stderr


def test_startup_checks__this_computers_own_address_needs_no_https_no_mail_and_no_payments() -> None:
    startup_checks.refuse_demo_settings(
        **facts(site_url="http://localhost:8000", provider="none", mail="none")  # type: ignore[arg-type]
    )


def facts(**changed: object) -> dict[str, object]:
    return {
        "secret": GOOD["SECRET_KEY"],
        "demo_secret": "demo-secret",
        "debug": False,
        "provider": "stripe",
        "stripe_key": "rk_live_of_this_test",
        "stripe_base": "",
        "mail": GOOD["EMAIL_URL"],
        "site_url": GOOD["SITE_URL"],
        **changed,
    }


def test_startup_checks__production_starts_when_nothing_of_the_demonstration_is_left() -> None:
    startup_checks.refuse_demo_settings(**facts())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("debug", True),
        ("secret", "demo-secret"),
        ("secret", "short"),
        ("provider", "pretend"),
        ("stripe_key", ""),
        ("stripe_key", "sk_test_local_demonstration"),
        ("stripe_key", "pk_live_for_browsers"),
        ("stripe_base", "http://127.0.0.1:12111"),
        ("mail", "mailbox"),
        ("site_url", "http://magazine.example"),
    ],
)
def test_startup_checks__production_refuses_each_part_of_the_demonstration_alone(
    name: str, value: object
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        startup_checks.refuse_demo_settings(**facts(**{name: value}))  # type: ignore[arg-type]
    assert len(str(refusal.value).splitlines()) == 3


def test_startup_checks__production_refuses_the_demonstrations_accounts() -> None:
    startup_checks.refuse_demo_accounts(has_demo_accounts=False)
    with pytest.raises(ImproperlyConfigured, match="demonstration's accounts"):
        startup_checks.refuse_demo_accounts(has_demo_accounts=True)


def test_startup_checks__the_demonstration_reads_no_env_file_of_a_real_site(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://real@db.example/real\nDEBUG=perhaps\n")
    code = "from masthead.config import settings; print(settings.DATABASES['default']['NAME'])"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "MASTHEAD_MODE": "demo",
            "XDG_DATA_HOME": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.strip() == str(tmp_path / "data/masthead/demo/masthead.sqlite3")
