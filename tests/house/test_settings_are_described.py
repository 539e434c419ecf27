"""docs/settings.md and .env.example name every setting that is read from the environment, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = set(re.findall(r'env\.\w+\(\s*"([A-Z][A-Z_]*)"', (ROOT / "masthead/config/settings.py").read_text()))


def test_settings__are_found_in_the_settings_file() -> None:
    assert {"MASTHEAD_MODE", "DATABASE_URL", "LOG_LEVEL", "PAYMENT_PROVIDER"} <= READ


def test_settings_page__has_a_line_with_a_sentence_for_every_setting() -> None:
    lines = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+?\.) \|$", (ROOT / "docs/settings.md").read_text(), re.MULTILINE
    )
    assert {name for name, _, _ in lines} == READ


def test_env_example__shows_every_setting() -> None:
    shown = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(shown) == sorted(READ)
