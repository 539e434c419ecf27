"""Random lives of a discussion against a naive recount after every step: counters, previews, paths and who
sees what.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masthead.discussion import operations, queries
from masthead.discussion.models import Comment, Order, Revision, State, Thread, Vote
from masthead.discussion.ranking import best_score
from masthead.discussion.tests.conftest import crowd
from masthead.people.models import Person

pytestmark = pytest.mark.django_db

# An action is a verb and three numbers, read modulo whatever there is to choose from.
VERBS = [
    "post",
    "reply",
    "reply",
    "reply",
    "edit",
    "delete",
    "hide",
    "restore",
    "vote",
    "vote",
    "withdraw",
    "hold",
]
ACTIONS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 2**16), st.integers(0, 2**16), st.integers(0, 2)),
    min_size=1,
    max_size=40,
)
KINDS = ["agree", "disagree", "good-point"]


@dataclass
class Told:
    """What somebody with pen and paper would know of one comment."""

    seq: int
    parent: int
    author: int
    token: str
    at: datetime
    state: State
    edits: int = 0
    votes: dict[int, tuple[int, bool]] = field(default_factory=dict)


class Paper:
    """The discussion kept by hand, and every column counted from it anew."""

    def __init__(self, thread: Thread, people: list[Person], moderator: Person, start: datetime) -> None:
        self.thread, self.people, self.moderator, self.now = thread, people, moderator, start
        self.told: dict[int, Told] = {}

    # -- acting, on paper and through the operations --

    def act(self, verb: str, first: int, second: int, third: int) -> None:
        self.now += timedelta(seconds=10)
        person = first % len(self.people)
        chosen = self.told[second % len(self.told) + 1] if self.told else None
        if verb == "post" or chosen is None:
            self._post(person, 0)
        elif verb == "hold":
            state = Thread.State.PREMODERATED if self.thread.state == Thread.State.OPEN else Thread.State.OPEN
            self.thread = operations.reopen_thread(
                thread=self.thread,
                by=self.moderator,
                premoderated=state == Thread.State.PREMODERATED,
                now=self.now,
            )
        else:
            getattr(self, f"_{verb}")(person, chosen, third)

    def _post(self, author: int, parent: int) -> None:
        token = f"token{len(self.told) + 1}x0y"
        comment = operations.post_comment(
            author=self.people[author],
            thread=self.thread,
            text=token,
            reply_to_seq=parent,
            now=self.now,
            rate_limited=False,
        )
        state = State.PENDING if self.thread.state == Thread.State.PREMODERATED else State.VISIBLE
        self.told[comment.seq] = Told(comment.seq, parent, author, token, self.now, state)

    def _reply(self, person: int, chosen: Told, _third: int) -> None:
        if chosen.state == State.VISIBLE:
            self._post(person, chosen.seq)

    def _edit(self, _person: int, chosen: Told, _third: int) -> None:
        if chosen.state in (State.VISIBLE, State.PENDING):
            chosen.edits += 1
            chosen.token = f"token{chosen.seq}x{chosen.edits}y"
            operations.edit_comment(
                comment=self._row(chosen),
                by=self.people[chosen.author],
                text=chosen.token,
                now=chosen.at + timedelta(minutes=1),
                rate_limited=False,
            )

    def _delete(self, _person: int, chosen: Told, _third: int) -> None:
        if chosen.state != State.DELETED:
            operations.delete_comment(comment=self._row(chosen), by=self.people[chosen.author])
            chosen.state = State.DELETED

    def _hide(self, _person: int, chosen: Told, _third: int) -> None:
        if chosen.state != State.DELETED:
            operations.hide_comment(comment=self._row(chosen), by=self.moderator, reason="rude", now=self.now)
            chosen.state = State.HIDDEN

    def _restore(self, _person: int, chosen: Told, _third: int) -> None:
        if chosen.state != State.DELETED:
            operations.restore_comment(comment=self._row(chosen), by=self.moderator, now=self.now)
            chosen.state = State.VISIBLE

    def _vote(self, person: int, chosen: Told, third: int) -> None:
        if chosen.state == State.VISIBLE and person != chosen.author:
            operations.cast_vote(
                voter=self.people[person],
                comment=self._row(chosen),
                kind=KINDS[third],
                now=self.now,
                rate_limited=False,
            )
            stance, good = chosen.votes.get(person, (0, False))
            chosen.votes[person] = [(1, good), (-1, good), (stance, True)][third]

    def _withdraw(self, person: int, chosen: Told, third: int) -> None:
        if chosen.state == State.VISIBLE and person != chosen.author:
            operations.withdraw_vote(
                voter=self.people[person],
                comment=self._row(chosen),
                kind=KINDS[third],
                now=self.now,
                rate_limited=False,
            )
            stance, good = chosen.votes.get(person, (0, False))
            after = [
                (0 if stance == 1 else stance, good),
                (0 if stance == -1 else stance, good),
                (stance, False),
            ][third]
            chosen.votes[person] = after

    def _row(self, told: Told) -> Comment:
        return Comment.objects.get(thread=self.thread, seq=told.seq)

    # -- counting by hand --

    def below(self, seq: int) -> list[Told]:
        return [told for told in self.told.values() if told.parent == seq]

    def shown(self, told: Told) -> bool:
        if told.state in (State.HIDDEN, State.DELETED):
            return any(self.shown(reply) for reply in self.below(told.seq))
        return told.state == State.VISIBLE

    def readable_below(self, seq: int) -> int:
        return sum(
            (reply.state == State.VISIBLE) + self.readable_below(reply.seq) for reply in self.below(seq)
        )

    def path(self, told: Told) -> bytes:
        above = self.path(self.told[told.parent]) if told.parent else b""
        return above + told.seq.to_bytes(4, "big")

    def votes(self, told: Told) -> dict[str, int]:
        cast = told.votes.values()
        return {
            "ups": sum(stance == 1 for stance, _good in cast),
            "downs": sum(stance == -1 for stance, _good in cast),
            "good_points": sum(good for _stance, good in cast),
        }

    def expected(self, told: Told) -> dict[str, object]:
        votes = self.votes(told)
        replies = [reply for reply in self.below(told.seq) if self.shown(reply)]
        ranked = sorted(replies, key=lambda reply: (best_score(**self.votes(reply)), reply.seq), reverse=True)
        path = self.path(told)
        deleted = told.state == State.DELETED
        return {
            **votes,
            "seq": told.seq,
            "author_id": self.people[told.author].pk,
            "parent_seq": told.parent,
            "reply_to_seq": told.parent,
            "root_seq": int.from_bytes(path[:4], "big"),
            "depth": len(path) // 4 - 1,
            "path": path,
            "state": told.state,
            "shown": self.shown(told),
            "best": best_score(**votes),
            "children": len(replies),
            "descendants": self.readable_below(told.seq),
            "last_child_seq": max((reply.seq for reply in replies), default=0),
            "preview": [reply.seq for reply in ranked[:3]],
            "body_source": "" if deleted else told.token,
            "body_html": "" if deleted else f"<p>{told.token}</p>",
            "created_at": told.at,
            "revision_count": 0 if deleted else told.edits,
        }

    def check_columns(self) -> None:
        rows = list(Comment.objects.filter(thread=self.thread).order_by("seq"))
        assert [row.seq for row in rows] == list(self.told)
        revisions = Counter(
            Revision.objects.filter(comment__thread=self.thread).values_list("comment_id", flat=True)
        )
        for row in rows:
            expected = self.expected(self.told[row.seq])
            found = {name: getattr(row, name) for name in expected} | {"path": bytes(row.path)}
            assert found == expected
            assert revisions[row.pk] == expected["revision_count"]
        thread = Thread.objects.get(pk=self.thread.pk)
        assert thread.next_seq == len(self.told) + 1
        assert thread.shown_count == sum(told.state == State.VISIBLE for told in self.told.values())
        says_something = sum(
            1 for told in self.told.values() for stance, good in told.votes.values() if stance or good
        )
        assert Vote.objects.filter(comment__thread=self.thread).count() == says_something

    # -- looking at every surface --

    def check_surfaces(self, look: Callable[[str], str]) -> None:
        readable = {told.token for told in self.told.values() if told.state == State.VISIBLE}
        unreadable = {told.token for told in self.told.values() if told.state != State.VISIBLE}
        ids = dict(Comment.objects.filter(thread=self.thread).values_list("seq", "pk"))
        here = f"/threads/{self.thread.pk}"
        lists = [f"{here}/?order={order}" for order in Order.values]
        lists += [f"{here}/rss.xml", f"{here}/comments/"]
        shown = ",".join(str(pk) for pk in ids.values())
        small = [f"{here}/mine/?shown={shown}"]
        for seq, pk in ids.items():
            small += [f"/comments/{pk}/", f"/comments/{pk}/replies/", f"/comments/{pk}/revisions/"]
            small += [f"/comments/{pk}/votes/", f"{here}/write/?reply_to={seq}"]
        bodies = {address: look(address) for address in lists + small}
        for address, body in bodies.items():
            assert not [token for token in unreadable if token in body], address
        everything = bodies[f"{here}/?order=conversation"]
        assert all(token in everything for token in readable)
        for told in self.told.values():
            assert (told.token in bodies[f"/comments/{ids[told.seq]}/"]) == (told.state == State.VISIBLE)
        assert queries.comment_counts([self.thread.key]) == {self.thread.key: len(readable)}


def _lifespan(
    noon: datetime,
    people: list[Person],
    moderator: Person,
    actions: list[tuple[str, int, int, int]],
    look: Callable[[str], str] | None,
) -> None:
    with transaction.atomic():
        thread = operations.open_thread(key="random", address="/", title="Random", now=noon)
        paper = Paper(thread, people, moderator, noon)
        for action in actions:
            paper.act(*action)
            paper.check_columns()
        if look is not None:
            paper.check_surfaces(look)
        transaction.set_rollback(True)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
def test_counters__are_exact_after_every_step(
    noon: datetime, moe: Person, members: list[Person], actions: list[tuple[str, int, int, int]]
) -> None:
    _lifespan(noon, members, moe, actions, None)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
def test_shown_comments__nothing_hidden_deleted_or_waiting_is_in_any_surface(
    noon: datetime,
    moe: Person,
    members: list[Person],
    client: Client,
    actions: list[tuple[str, int, int, int]],
) -> None:
    _lifespan(noon, members, moe, actions, lambda address: client.get(address).content.decode())


@pytest.mark.long
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_counters__are_exact_after_every_step_for_long(
    noon: datetime,
    moe: Person,
    members: list[Person],
    client: Client,
    actions: list[tuple[str, int, int, int]],
) -> None:
    _lifespan(noon, members, moe, actions, lambda address: client.get(address).content.decode())


@pytest.fixture
def members(db: None, noon: datetime) -> list[Person]:
    return crowd(4, noon)
