"""Votes cast together come to the same as votes cast one by one."""

from datetime import datetime

import pytest

from masthead.discussion import operations
from masthead.discussion.errors import OwnComment
from masthead.discussion.models import Comment, Thread, Vote, VoteKind
from masthead.discussion.tests.conftest import Post, crowd
from masthead.people.models import Person

KINDS = [VoteKind.GOOD_POINT, VoteKind.AGREE, VoteKind.AGREE, VoteKind.DISAGREE]


def counts(comment: Comment) -> dict[str, object]:
    row = Comment.objects.get(pk=comment.pk)
    return {name: getattr(row, name) for name in ("ups", "downs", "good_points", "best")}


def test_cast_votes__together_counts_as_one_by_one(owen: Person, post: Post, noon: datetime) -> None:
    voters = crowd(4, noon)
    together, singly = post(owen, "One."), post(owen, "The other.")
    operations.cast_votes(comment=together, votes=list(zip(voters, KINDS, strict=True)), now=noon)
    for voter, kind in zip(voters, KINDS, strict=True):
        operations.cast_vote(voter=voter, comment=singly, kind=kind, now=noon, rate_limited=False)
    assert counts(together) == counts(singly)
    assert Vote.objects.filter(comment=together).count() == Vote.objects.filter(comment=singly).count() == 4


def test_cast_votes__whoever_voted_before_keeps_that_vote(
    mina: Person, owen: Person, post: Post, noon: datetime
) -> None:
    comment = post(owen, "One.")
    operations.cast_vote(voter=mina, comment=comment, kind=VoteKind.AGREE, now=noon, rate_limited=False)
    votes = [(mina, VoteKind.DISAGREE), (mina, VoteKind.GOOD_POINT)]
    operations.cast_votes(comment=comment, votes=votes, now=noon)
    assert (counts(comment)["ups"], counts(comment)["downs"]) == (1, 0)


def test_cast_votes__the_replies_shown_first_follow(
    mina: Person, owen: Person, post: Post, noon: datetime
) -> None:
    first = post(owen, "A question.")
    plain, liked = post(owen, "An answer.", to=first), post(owen, "A better one.", to=first)
    operations.cast_votes(comment=liked, votes=[(mina, VoteKind.GOOD_POINT)], now=noon)
    assert Comment.objects.get(pk=first.pk).preview == [liked.seq, plain.seq]


def test_cast_votes__one_vote_that_is_not_allowed_and_none_counts(
    thread: Thread, mina: Person, owen: Person, post: Post, noon: datetime
) -> None:
    comment = post(owen, "One.")
    with pytest.raises(OwnComment):
        operations.cast_votes(
            comment=comment, votes=[(mina, VoteKind.AGREE), (owen, VoteKind.AGREE)], now=noon
        )
    assert counts(comment)["ups"] == 0
    assert not Vote.objects.exists()
