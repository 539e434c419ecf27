"""What a reader sees of their own is looked at as well: a leak planted there is seen."""

import pytest
from django.utils import timezone

from masthead.articles import leaks
from masthead.articles.models import ArticlePage
from masthead.discussion.models import Comment
from masthead.notices.models import SiteNotice
from masthead.people.models import Person
from tests.leaks.conftest import SECRET, Audit


@pytest.mark.usefixtures("world")
def test_a_notice_that_quotes_what_is_hidden_is_found(world: ArticlePage, audit: Audit) -> None:
    assert audit("registered").holds
    reader = Person.objects.get(email="registered@leak-audit.invalid")
    SiteNotice.objects.create(person=reader, kind="answered", sentence=SECRET, sent_at=timezone.now())
    report = audit("registered")
    assert {leaks.report.surface_of(leak.address) for leak in report.leaks} == {"notices"}


@pytest.mark.usefixtures("world")
def test_a_profile_that_tells_what_is_hidden_is_found(world: ArticlePage, audit: Audit) -> None:
    assert audit("stranger").holds
    Person.objects.filter(display_name="Old Pilot").update(about=SECRET[:200])
    report = audit("stranger")
    assert {leaks.report.surface_of(leak.address) for leak in report.leaks} == {"profiles"}


@pytest.mark.usefixtures("world")
def test_a_closed_thread_does_not_come_out_on_a_profile(world: ArticlePage, audit: Audit) -> None:
    for letter in Comment.objects.select_related("thread"):
        letter.thread.readable_by = "members"
        letter.thread.save(update_fields=["readable_by"])
        Comment.objects.filter(pk=letter.pk).update(body_html=f"<p>{SECRET}</p>")
    assert audit("registered").holds
