"""Votes on comments."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from masthead.discussion import events, permissions, ranking
from masthead.discussion.models import Comment, Vote, VoteKind
from masthead.discussion.operations.counters import lock_comment, refresh_preview
from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.people.models import Person

STANCES = {VoteKind.AGREE: 1, VoteKind.DISAGREE: -1}


def cast_vote(
    *, voter: Person, comment: Comment, kind: str, now: datetime, rate_limited: bool = True
) -> Comment:
    """The voter agrees, disagrees (the one ends the other) or finds it a good point; said twice, it counts
    once.

    :raises NotSignedIn, ThreadIsClosed, OnlyMembersWrite: those who may write may vote
    :raises CommentIsGone: it cannot be read any more
    :raises OwnComment: votes are for the others
    :raises RateLimitExceeded: a hundred votes in five minutes
    """
    return _vote(
        voter=voter, comment=comment, kind=VoteKind(kind), given=True, now=now, rate_limited=rate_limited
    )


@transaction.atomic
def cast_votes(*, comment: Comment, votes: Sequence[tuple[Person, VoteKind]], now: datetime) -> Comment:
    """Many voters at once, counted and announced once: for imports and demonstrations.

    Whoever voted on the comment before keeps that vote.

    :raises NotSignedIn, ThreadIsClosed, OnlyMembersWrite, CommentIsGone, OwnComment: as for one vote
    """
    thread, comment = lock_comment(comment)
    voted = set(Vote.objects.filter(comment=comment).values_list("voter_id", flat=True))
    cast: list[Vote] = []
    for voter, kind in votes:
        permissions.ensure_may_vote(voter, thread, comment, now)
        if voter.pk not in voted:
            voted.add(voter.pk)
            cast.append(Vote(voter=voter, comment=comment, cast_at=now))
            mark(cast[-1], kind, given=True)
    if cast:
        Vote.objects.bulk_create(cast)
        for vote in cast:
            add_to_counts(comment, before=(0, False), after=(vote.stance, vote.good_point))
        _save_counts(comment)
        refresh_preview(comment)
        announce(events.VoteCast(comment_id=comment.pk, thread_id=thread.pk))
    return comment


def withdraw_vote(
    *, voter: Person, comment: Comment, kind: str, now: datetime, rate_limited: bool = True
) -> Comment:
    """The voter's vote of this kind is no more; none given, nothing changes.

    :raises Refusal: as for voting
    """
    return _vote(
        voter=voter, comment=comment, kind=VoteKind(kind), given=False, now=now, rate_limited=rate_limited
    )


@transaction.atomic
def _vote(
    *, voter: Person, comment: Comment, kind: VoteKind, given: bool, now: datetime, rate_limited: bool
) -> Comment:
    thread, comment = lock_comment(comment)
    permissions.ensure_may_vote(voter, thread, comment, now)
    if rate_limited:
        rate_limits.consume(
            name="comment votes",
            who=rate_limits.by_person(voter.pk),
            capacity=100,
            refill_seconds=300,
            now=now,
        )
    vote = Vote.objects.filter(voter=voter, comment=comment).first() or Vote(voter=voter, comment=comment)
    before = (vote.stance, vote.good_point)
    mark(vote, kind, given=given)
    if (vote.stance, vote.good_point) == before:
        return comment
    _save_vote(vote, now)
    count_votes(comment, before=before, after=(vote.stance, vote.good_point))
    refresh_preview(comment)
    announce(events.VoteCast(comment_id=comment.pk, thread_id=thread.pk))
    return comment


def mark(vote: Vote, kind: VoteKind, *, given: bool) -> None:
    """The vote says `kind` from now on, or no more; nothing is stored yet."""
    if kind == VoteKind.GOOD_POINT:
        vote.good_point = given
    elif given:
        vote.stance = STANCES[kind]
    elif vote.stance == STANCES[kind]:
        vote.stance = 0


def _save_vote(vote: Vote, now: datetime) -> None:
    vote.cast_at = now
    if vote.stance or vote.good_point:
        vote.save()
    else:
        vote.delete()


def count_votes(comment: Comment, *, before: tuple[int, bool], after: tuple[int, bool]) -> None:
    """The comment's counts and ranks know that one reader's (stance, good point) went from `before` to
    `after`.
    """
    add_to_counts(comment, before=before, after=after)
    _save_counts(comment)


def add_to_counts(comment: Comment, *, before: tuple[int, bool], after: tuple[int, bool]) -> None:
    """As `count_votes`, with nothing ranked or stored yet."""
    comment.ups += (after[0] == 1) - (before[0] == 1)
    comment.downs += (after[0] == -1) - (before[0] == -1)
    comment.good_points += after[1] - before[1]


def _save_counts(comment: Comment) -> None:
    update_scores(comment)
    comment.save(update_fields=["ups", "downs", "good_points", "best"])


def update_scores(comment: Comment) -> None:
    """Recompute the comment's score from its counts."""
    comment.best = ranking.best_score(ups=comment.ups, downs=comment.downs, good_points=comment.good_points)
