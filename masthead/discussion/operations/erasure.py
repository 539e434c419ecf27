"""Somebody has left: what becomes of what they wrote and how they voted."""

from datetime import datetime

from django.db import transaction

from masthead.discussion import events
from masthead.discussion.models import Comment, State, Vote
from masthead.discussion.operations.counting import change_state, lock_with, refresh_preview
from masthead.discussion.operations.posting import forget_words
from masthead.discussion.operations.voting import count_votes
from masthead.kit.events import announce
from masthead.people.models import Person


def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """Letters and votes stay under nobody's name, or a job takes them away one by one."""
    if not letters_stay:
        announce(events.LettersGoWith(person_id=person.pk))


def erase_letters(*, person_id: int, now: datetime) -> int:
    """No words and no votes of this person are left; tombstones keep the place of what was answered.

    Each under its own thread's lock, so nobody waits long; called again, it goes on where it stopped.
    Returns how many letters were taken out now.
    """
    letters = Comment.objects.filter(author_id=person_id).exclude(state=State.DELETED)
    votes = Vote.objects.filter(voter_id=person_id)
    for vote_id in votes.order_by("pk").values_list("pk", flat=True):
        _take_back(vote_id, now)
    return sum(_take_out(number) for number in list(letters.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _take_out(comment_id: int) -> bool:
    thread, comment = lock_with(Comment.objects.get(pk=comment_id))
    if comment.state == State.DELETED:
        return False
    forget_words(comment)
    change_state(thread, comment, State.DELETED)
    announce(events.CommentDeleted(comment_id=comment.pk, thread_id=thread.pk))
    return True


@transaction.atomic
def _take_back(vote_id: int, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    vote = Vote.objects.select_related("comment").get(pk=vote_id)
    thread, comment = lock_with(vote.comment)
    count_votes(comment, before=(vote.stance, vote.good_point), after=(0, False))
    vote.delete()
    refresh_preview(comment)
    announce(events.VoteCast(comment_id=comment.pk, thread_id=thread.pk))
