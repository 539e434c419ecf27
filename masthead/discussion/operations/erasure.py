"""Account deletion: erase or anonymise comments and votes."""

from datetime import datetime

from django.db import transaction

from masthead.discussion import events
from masthead.discussion.models import Comment, State, Vote
from masthead.discussion.operations.counters import change_state, lock_comment, refresh_preview
from masthead.discussion.operations.posting import erase_text
from masthead.discussion.operations.voting import count_votes
from masthead.kit.events import announce
from masthead.people.models import Person


def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """Comments and votes stay without a name, or a job erases them one by one."""
    if not keep_comments:
        announce(events.CommentErasureRequested(person_id=person.pk))


def erase_comments(*, person_id: int) -> int:
    """Erase every text and vote of this person; tombstones stay where a comment has replies.

    Each under its own thread's lock, so that no lock is held long; called again, it resumes where it stopped.
    Returns how many comments were erased now.
    """
    comments = Comment.objects.filter(author_id=person_id).exclude(state=State.DELETED)
    votes = Vote.objects.filter(voter_id=person_id)
    for vote_id in votes.order_by("pk").values_list("pk", flat=True):
        _erase_vote(vote_id)
    return sum(
        _erase_comment(number) for number in list(comments.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def _erase_comment(comment_id: int) -> bool:
    thread, comment = lock_comment(Comment.objects.get(pk=comment_id))
    if comment.state == State.DELETED:
        return False
    erase_text(comment)
    change_state(thread, comment, State.DELETED)
    announce(events.CommentDeleted(comment_id=comment.pk, thread_id=thread.pk, thread_key=thread.key))
    return True


@transaction.atomic
def _erase_vote(vote_id: int) -> None:
    vote = Vote.objects.select_related("comment").get(pk=vote_id)
    thread, comment = lock_comment(vote.comment)
    count_votes(comment, before=(vote.stance, vote.good_point), after=(0, False))
    vote.delete()
    refresh_preview(comment)
    announce(events.VoteCast(comment_id=comment.pk, thread_id=thread.pk))
