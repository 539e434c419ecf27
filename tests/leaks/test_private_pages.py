"""What a reader sees of their own is looked at as well: a leak planted there is seen."""

import pytest

from masthead.discussion.models import Comment
from masthead.leaks.report import surface_of
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage
from tests.leaks.conftest import SECRET, Audit, note


@pytest.mark.usefixtures("world")
def test_run_audit__a_notice_that_quotes_what_is_hidden_is_found(world: ArticlePage, audit: Audit) -> None:
    assert audit("registered").holds
    reader = Person.objects.get(email="registered@leak-audit.invalid")
    note(reader, kind="replies", sentence=SECRET)
    report = audit("registered")
    assert {surface_of(leak.address) for leak in report.leaks} == {"notices"}


@pytest.mark.usefixtures("world")
def test_run_audit__a_profile_that_tells_what_is_hidden_is_found(world: ArticlePage, audit: Audit) -> None:
    assert audit("stranger").holds
    Person.objects.filter(display_name="Old Pilot").update(about=SECRET[:200])
    report = audit("stranger")
    assert {surface_of(leak.address) for leak in report.leaks} == {"profiles"}


@pytest.mark.usefixtures("world")
def test_profile_part__a_closed_thread_does_not_come_out_on_a_profile(
    world: ArticlePage, audit: Audit
) -> None:
    for comment in Comment.objects.select_related("thread"):
        comment.thread.readable_by = "members"
        comment.thread.save(update_fields=["readable_by"])
        Comment.objects.filter(pk=comment.pk).update(body_html=f"<p>{SECRET}</p>")
    assert audit("registered").holds
