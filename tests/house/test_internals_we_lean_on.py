"""What we use of libraries that their authors have not promised to keep, by name.

Each has a ceiling in pyproject.toml and requirements/run.in, so that it goes only with our knowledge; this
page says what to look at then. A use that is not named here fails, and so does a name nobody uses.
"""

import importlib
import inspect
import re
import tomllib
from operator import attrgetter
from pathlib import Path

import pytest
from django.db.models import F

from tests.house.rooms import PACKAGE, imported, modules

ROOT = PACKAGE.parent
# Modules without documentation: whatever is imported from them, or from below them, is named below.
WATCHED = (
    *(
        "allauth.account.utils",
        "allauth.core",
        "allauth.mfa.webauthn",
        "granian",
        "django_tasks",
        "django_tasks_db",
    ),
    *(
        "wagtail.admin.models",
        "wagtail.admin.signal_handlers",
        "wagtail.admin.ui.tables",
        "wagtail.admin.views",
    ),
    *("wagtail.log_actions", "wagtail.permission_policies", "wagtail.permissions", "wagtail.views"),
)
JOB = "django_tasks_db.models.DBTaskResult"
WEBAUTHN = "allauth.mfa.webauthn.internal.auth"
# What is imported, what else of it is used, and what for.
LEANED_ON: dict[str, tuple[str, str]] = {
    "allauth.account.internal.flows.login.record_authentication": (
        "",
        "how somebody signed in, for the session",
    ),
    "allauth.account.internal.flows.logout.logout": ("", "signing out with everything allauth does then"),
    "allauth.account.utils.perform_login": ("", "signing in by code, passkey and link"),
    "allauth.core.ratelimit": ("consume", "how often codes may be asked for"),
    "allauth.mfa.webauthn.forms.LoginWebAuthnForm": ("is_valid", "checking a passkey at the entrance"),
    "allauth.mfa.webauthn.forms.ReauthenticateWebAuthnForm": ("is_valid", "checking a passkey as a proof"),
    WEBAUTHN: (
        "begin_authentication begin_registration parse_registration_response complete_registration",
        "the challenges of passkeys",
    ),
    f"{WEBAUTHN}.WebAuthn": ("add", "keeping a new passkey"),
    "django_tasks.base.Task": ("call takes_context", "our jobs are tasks, with a number of attempts besides"),
    "django_tasks.base.TaskContext": ("", "what a library's task may ask for"),
    "django_tasks.base.TaskResult": ("", "what the signal of a new job hands over"),
    "django_tasks.base.TaskResultStatus": ("READY RUNNING SUCCESSFUL FAILED", "the states of a job"),
    "django_tasks.signals.task_enqueued": ("", "waking this process's workers"),
    JOB: ("task task_result lease", "the queue that our own worker works off"),
    "django_tasks_db.models.get_date_max": ("", "how the queue says that a job is due at once"),
    "granian.constants.HTTPModes": ("http1", "the server speaks HTTP/1.1"),
    "granian.constants.Interfaces": ("ASGINL", "the door begins and ends when we say"),
    "granian.http.HTTP1Settings": ("", "how long a request's head may take, and be"),
    "granian.server.embed.Server": ("serve stop", "the server inside our own process"),
    "wagtail.admin.models.EditingSession": ("objects", "erasing what the desk keeps of a person"),
    "wagtail.admin.models.FormState": ("objects", "erasing what the desk keeps of a person"),
    "wagtail.admin.signal_handlers": (
        " ".join(
            f"{moment}_email_notifier.can_handle"
            for moment in (
                *("task_submission", "workflow_submission"),
                *("workflow_approval", "workflow_rejection"),
            )
        ),
        "Wagtail's own mails about workflow are switched off for ours",
    ),
    "wagtail.admin.ui.tables.BooleanColumn": ("", "a column of the desk's listings"),
    "wagtail.admin.ui.tables.Column": ("", "a column of the desk's listings"),
    "wagtail.admin.views.account.NameEmailSettingsPanel": (
        "",
        "a panel of the desk's account page, taken out",
    ),
    "wagtail.admin.views.generic": ("CreateView EditView IndexView", "the desk's pages about a row"),
    "wagtail.admin.views.pages.create.CreateView": (
        "post form_invalid",
        "saving a page that is not there yet; a viewset may name another",
    ),
    "wagtail.admin.views.pages.edit.EditView": (
        "post save_action form_invalid is_out_of_date json_error_response",
        "saving a page; a viewset may name another",
    ),
    "wagtail.log_actions.get_active_log_context": ("", "who is at work in the desk"),
    "wagtail.permission_policies.ModelPermissionPolicy": ("", "who may do what in the desk"),
    "wagtail.permission_policies.pages.PagePermissionPolicy": ("", "who may do what with pages"),
    "wagtail.permissions.register_permission_policy": ("", "which policy holds for which model"),
    "wagtail.views.serve_chain": ("", "serving a page after our own check"),
}
FIELDS_OF_A_JOB = {
    *("id", "status", "priority", "run_after", "enqueued_at", "started_at", "finished_at", "worker_ids"),
    *("task_path", "args_kwargs", "exception_class_path", "traceback"),
}
# Attributes that are set or read on others' objects, and where the library itself still reads them.
READ_BY = {
    "_has_been_logged": ("django.utils.log", "a refusal is an answer, not a line in the log"),
    "_from_testcase": ("django.db.transaction", "a test's own transaction does not count as one"),
}
DISTRIBUTIONS = {
    "allauth": "django-allauth",
    "django_tasks": "django-tasks",
    "django_tasks_db": "django-tasks-db",
    "granian": "granian",
    "wagtail": "wagtail",
    "django": "Django",
}


def is_inside(name: str) -> bool:
    """Whether that is something a library has not promised: internal, private, or of a watched module."""
    parts = name.split(".")
    if parts[0] in {"masthead", "__future__"}:
        return False
    private = any(part == "internal" or re.match(r"_[a-z]", part) for part in parts)
    return private or any(name == module or name.startswith(f"{module}.") for module in WATCHED)


def used() -> dict[str, Path]:
    """Every import of that kind in what runs, and one file where it stands."""
    files = [path for folder in PACKAGE.glob("*/__init__.py") for path in modules(folder.parent.name)]
    return {name: path for path in files for name in imported(path) if is_inside(name)}


def test_library_internals__whatever_is_used_is_named_here() -> None:
    unnamed = {name: str(path.relative_to(ROOT)) for name, path in used().items() if name not in LEANED_ON}
    assert unnamed == {}, "Use what the library documents, or name it in LEANED_ON with what it is used for."


def test_library_internals__nothing_is_named_that_nobody_uses() -> None:
    assert set(LEANED_ON) - set(used()) == set()


@pytest.mark.parametrize("name", LEANED_ON)
def test_library_internals__what_we_lean_on_is_there(name: str) -> None:
    attributes, purpose = LEANED_ON[name]
    try:
        found = importlib.import_module(name)
    except ImportError:
        module, _, attribute = name.rpartition(".")
        try:
            found = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError):
            pytest.fail(f"{name} is gone; we used it for: {purpose}.")
    for attribute in attributes.split():
        try:
            attrgetter(attribute)(found)
        except AttributeError:
            pytest.fail(f"{name} has no {attribute} any more; we used it for: {purpose}.")


def test_library_internals__a_queued_job_has_the_columns_our_worker_reads_and_writes() -> None:
    from django_tasks_db.models import DBTaskResult

    gone = FIELDS_OF_A_JOB - {field.name for field in DBTaskResult._meta.get_fields()}
    assert gone == set(), "django-tasks-db has changed its table: kit/jobs/leases.py and health.py use these."
    first, second, *_ = DBTaskResult._meta.ordering or ("", "")
    assert (first, second) == (F("priority").desc(), F("run_after").asc()), (
        "Urgent jobs are no longer first: kit/jobs/leases.py takes the first that is ready."
    )


@pytest.mark.parametrize("attribute", READ_BY)
def test_library_internals__a_private_attribute_still_means_something(attribute: str) -> None:
    module, purpose = READ_BY[attribute]
    source = inspect.getsource(importlib.import_module(module))
    assert attribute in source, f"{module} does not read {attribute} any more; we used it for: {purpose}."


def test_library_internals__each_of_these_libraries_has_a_ceiling() -> None:
    assert {name.split(".")[0] for name in (*LEANED_ON, *(module for module, _ in READ_BY.values()))} == set(
        DISTRIBUTIONS
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    compiled_from = (ROOT / "requirements/run.in").read_text().splitlines()
    for where, lines in (("pyproject.toml", project), ("requirements/run.in", compiled_from)):
        limits = {re.split(r"[\[<>=~!;]", line)[0]: line for line in lines}
        open_ended = [name for name in DISTRIBUTIONS.values() if ",<" not in limits.get(name, "")]
        assert open_ended == [], f"{where}: we use the inside of these, so an upgrade must be a decision."
