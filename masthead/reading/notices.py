"""The messages this room sends: what is new to read."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from masthead.kit.addresses import absolute_address
from masthead.kit.notices import Guarantee, Notice, NoticeKind
from masthead.publishing.models import PublicView

FOLLOWED = NoticeKind(
    key="followed",
    title=_("New pieces by those I follow"),
    sentence=_("When an author or a section you follow publishes a piece."),
    useful_for=timedelta(days=3),
    guarantee=Guarantee.AT_MOST_ONCE,
)
KINDS = [FOLLOWED]


def published(view: PublicView) -> Notice:
    """A new piece by somebody one follows: what everybody may see of it, and where it stands."""
    return Notice(
        template="reading/notices/published",
        kind=FOLLOWED.key,
        path=view.path,
        line={"headline": view.headline, "section": view.section_title},
        context={
            "standfirst": view.standfirst,
            "names": view.author_names,
            "address": absolute_address(view.path),
        },
    )
