"""The desk keeps a new piece by itself; what is then saved by hand takes its place."""

from datetime import datetime, timedelta

from django.db import transaction

from masthead.articles.models import ArticlePage, SectionPage
from masthead.people.models import Person

WITHIN = timedelta(minutes=1)


@transaction.atomic
def make_way(*, section: SectionPage, headline: str, slug: str, by: Person, now: datetime) -> None:
    """The draft that the desk kept a moment ago is gone, so that the same piece can be saved by hand.

    Both set out from the same form: without this the second would find its address taken and be refused. What
    was ever published, is older than a minute, was written on since, or is somebody else's is never touched.
    """
    twins = ArticlePage.objects.child_of(section).filter(
        owner=by,
        title=headline.strip(),
        slug=slug,
        live=False,
        first_published_at=None,
        latest_revision_created_at__gt=now - WITHIN,
    )
    for twin in twins:
        if twin.revisions.count() == 1:
            twin.delete()
