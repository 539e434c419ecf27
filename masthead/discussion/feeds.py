"""The RSS feed of a thread's newest comments."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from masthead.discussion import dependencies, permissions, queries
from masthead.discussion.models import Comment, Thread
from masthead.kit.addresses import absolute_address
from masthead.kit.caching import allow_caching
from masthead.kit.xml_feeds import feed_bytes
from masthead.people.dependencies import Person


@require_safe
def thread_feed(request: HttpRequest, thread_id: int) -> HttpResponse:
    """RSS of the readable comments, newest first, for those who may read the thread."""
    thread = queries.thread_by_id(thread_id)
    permissions.ensure_may_read(request.user, thread, timezone.now())
    latest = queries.newest_comments(thread=thread)
    body = feed_bytes(_feed_of(thread, latest))
    response = HttpResponse(body, content_type="application/rss+xml; charset=utf-8")
    if thread.is_public:
        response["Cache-Control"] = "no-cache"
        authors = sorted({comment.author_id for comment in latest if comment.author_id})
        allow_caching(
            request,
            response,
            dependencies.Thread(thread.pk),
            *(Person(author_id) for author_id in authors),
        )
    else:
        response["Cache-Control"] = "private, no-store"
    return response


def _feed_of(thread: Thread, latest: Iterable[Comment]) -> Rss201rev2Feed:
    feed = Rss201rev2Feed(
        title=_("Comments: %(title)s") % {"title": thread.title},
        link=absolute_address(thread.get_absolute_url()),
        description=_("The newest comments under “%(title)s”") % {"title": thread.title},
        feed_url=absolute_address(f"{thread.get_absolute_url()}rss.xml"),
    )
    for comment in latest:
        address = absolute_address(comment.get_absolute_url())
        feed.add_item(
            title=_("%(author)s on “%(title)s”") % {"author": comment.author_name, "title": thread.title},
            link=address,
            unique_id=address,
            description=comment.body_html,
            author_name=comment.author_name,
            pubdate=comment.created_at,
        )
    return feed
