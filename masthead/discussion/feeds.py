"""The newest letters of a thread, for feed readers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from masthead.discussion import permissions, queries
from masthead.discussion.models import Readers, Thread


@require_safe
def thread_feed(request: HttpRequest, thread_id: int) -> HttpResponse:
    """RSS of what can be read, newest first; to those who may read the thread."""
    thread = queries.thread_by_id(thread_id)
    permissions.ensure_may_read(request.user, thread, timezone.now())
    response = HttpResponse(
        _feed_of(thread).writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
    )
    if thread.readable_by == Readers.EVERYBODY:
        response["Cache-Control"] = "no-cache"
        response["Masthead-Keep"] = "open"
        response["Masthead-Tags"] = f"thread-{thread.pk}"
    else:
        response["Cache-Control"] = "private, no-store"
    return response


def _feed_of(thread: Thread) -> Rss201rev2Feed:
    site = settings.SITE_URL
    feed = Rss201rev2Feed(
        title=_("Letters: %(title)s") % {"title": thread.title},
        link=site + thread.get_absolute_url(),
        description=_("The newest letters under “%(title)s”") % {"title": thread.title},
        feed_url=f"{site}{thread.get_absolute_url()}rss.xml",
    )
    for comment in queries.latest(thread=thread):
        address = site + comment.get_absolute_url()
        feed.add_item(
            title=_("%(author)s on “%(title)s”") % {"author": comment.author_name, "title": thread.title},
            link=address,
            unique_id=address,
            description=comment.body_html,
            author_name=comment.author_name,
            pubdate=comment.created_at,
        )
    return feed
