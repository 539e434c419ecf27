"""Showing a draft: to staff as any reader would see it, and to whoever has a link that ends."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from masthead.audit import operations as audit
from masthead.paywall.decide import EMPTY_METER, Decision, Grant, Meter, Pass, Piece, Policy, decide
from masthead.people.models import Person
from masthead.publishing.errors import PreviewHasEnded
from masthead.publishing.models import ArticlePage, PreviewLink

PREVIEW_DAYS = (1, 3, 7, 14, 30)
_SALT = "masthead.publishing.preview"


@transaction.atomic
def share_preview(*, article: ArticlePage, days: int, by: Person, now: datetime) -> PreviewLink:
    """Whoever has the link reads the newest draft of `article` for `days` days, without an account."""
    link = PreviewLink.objects.create(
        article_id=article.pk,
        shared_by=by,
        shared_at=now,
        expires_at=now + timedelta(days=min(max(days, 1), max(PREVIEW_DAYS))),
    )
    audit.record(
        actor=by,
        action="publishing.preview.share",
        subject=article,
        details={"link": link.pk, "days": days},
        now=now,
    )
    return link


@transaction.atomic
def end_preview(*, link: PreviewLink, by: Person, now: datetime) -> None:
    """Nobody reads by this link any more; ended twice, the first time counts."""
    if link.ended_at is not None:
        return
    link.ended_at = now
    link.save(update_fields=["ended_at"])
    audit.record(
        actor=by, action="publishing.preview.end", subject=link.article, details={"link": link.pk}, now=now
    )


def preview_token(link: PreviewLink) -> str:
    """What stands in the address of a link: its number, signed."""
    return signing.Signer(salt=_SALT).sign(str(link.pk))


def preview_link_by_token(token: str, *, now: datetime) -> PreviewLink:
    """The link that `token` stands for.

    :raises PreviewHasEnded: it is not ours, has expired or was ended
    """
    try:
        number = int(signing.Signer(salt=_SALT).unsign(token))
    except signing.BadSignature:
        raise PreviewHasEnded from None
    link = (
        PreviewLink.objects.filter(pk=number, ended_at=None, expires_at__gt=now)
        .select_related("article")
        .first()
    )
    if link is None:
        raise PreviewHasEnded
    return link


def preview_decision(mode: str, piece: Piece, *, policy: Policy, now: datetime) -> Decision:
    """What the paywall would decide about `piece` for the reader that `mode` of the preview names."""
    return decide(_pass(mode, now), piece, _meter(mode, policy), policy, now)


def _pass(mode: str, now: datetime) -> Pass | None:
    grants = {
        "registered": frozenset({Grant.REGISTERED.value}),
        "member": frozenset({Grant.REGISTERED.value, Grant.MEMBERS.value}),
    }.get(mode)
    return Pass(0, grants, 0, now + timedelta(hours=1)) if grants else None


def _meter(mode: str, policy: Policy) -> Meter:
    """Nothing read yet; or, for those with nothing left, as many pieces as there are free ones."""
    if mode != "meter":
        return EMPTY_METER
    return Meter(read=frozenset(-number for number in range(1, policy.stranger_limit + 1)))
