"""`python -m tests.journeys.hours 25`: for pieces on the clock and links to drafts, 25 hours have passed.

Nothing is published or ended here: that is left to the publication's own clock.
"""

import sys
from datetime import timedelta


def let_pass(hours: int) -> None:
    """Every scheduled moment and every link's end is so many hours nearer, or over."""
    from django.db import transaction
    from django.db.models import F
    from wagtail.models import Revision

    from masthead.publishing.models import ArticlePage, PreviewLink

    gone = timedelta(hours=hours)
    with transaction.atomic():
        PreviewLink.objects.update(expires_at=F("expires_at") - gone)
        ArticlePage.objects.filter(live=True).update(expire_at=F("expire_at") - gone)
        for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
            revision.approved_go_live_at -= gone
            revision.content = {
                **revision.content,
                "go_live_at": revision.approved_go_live_at.isoformat(),
            }
            revision.save(update_fields=["approved_go_live_at", "content"])


if __name__ == "__main__":
    import django

    django.setup()
    let_pass(int(sys.argv[1]))
