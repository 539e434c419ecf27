"""The second start: nothing is prepared or filled again, and Django is imported once."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

from tests.journeys.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
RUNS = 4
BARE = """
import django, sys, types
from django.conf import settings
settings.configure(
    SECRET_KEY="bare", USE_TZ=True, STATIC_URL="/static/", ROOT_URLCONF="bare_urls",
    WAGTAIL_SITE_NAME="Bare", WAGTAILADMIN_BASE_URL="http://localhost",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    INSTALLED_APPS=[
        *(f"wagtail.{app}" for app in (
            "contrib.redirects", "contrib.settings", "embeds", "sites", "users", "snippets", "documents",
            "images", "search", "admin")),
        "wagtail", "modelcluster", "taggit", "django_filters",
        *(f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions", "messages", "staticfiles")),
    ],
)
django.setup()
from django.urls import get_resolver, include, path
urls = types.ModuleType("bare_urls")
urls.urlpatterns = [path("desk/", include("wagtail.admin.urls")), path("", include("wagtail.urls"))]
sys.modules["bare_urls"] = urls
get_resolver().url_patterns
print("ready", flush=True)
"""


def cost_until(word: str, command: list[str], environment: dict[str, str]) -> float:
    """Seconds of processor time (a busy machine does not count) until a line with `word`, and to the end."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if word in line:
            break
    else:
        pytest.fail(f"{command} ended before it was ready")
    process.send_signal(signal.SIGTERM)
    process.stdout.close()
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime


def test_second_start__costs_at_most_half_again_the_bare_libraries(
    site: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (prepared,) = tmp_path_factory.getbasetemp().glob("demo[0-9]*/prepared.json")
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    again = [sys.executable, "-m", "masthead.config.cli", "demo", "--port", str(free_port())]
    environment = {**passed_on, "DATA_DIR": str(prepared.parent), "SITE_URL": site}
    before = prepared.stat().st_mtime_ns
    ours, bare = [], []
    for _ in range(RUNS):  # in turn, so that both meet the same neighbours
        ours.append(cost_until("is open", again, environment))
        bare.append(cost_until("ready", [sys.executable, "-c", BARE], passed_on))
    assert prepared.stat().st_mtime_ns == before
    cost, bare_cost = median(ours), median(bare)
    assert cost <= 1.5 * bare_cost, (
        f"{cost:.2f} s of processor time against {bare_cost:.2f} s for bare Django and Wagtail"
    )
