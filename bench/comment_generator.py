"""A discussion of any size in one go, for trials and measurements: exactly what the operations would have
made, written in bulk.

The shape follows what large threads look like: three comments in ten stand at the top, one of them holds a
fifth of
all as direct replies, one chain of answers goes some two hundred deep, and the few that everybody read have
most of
the votes. Whatever the size, the same eighty-two comments come out on top, so that first pages can be
compared.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from django.db import transaction

from masthead.discussion import decisions, events, permissions, texts
from masthead.discussion.models import Comment, State, Thread, Vote, VoteKind
from masthead.discussion.operations.counting import PREVIEW, lock
from masthead.discussion.operations.voting import STANCES, rank
from masthead.kit.events import announce
from masthead.people.models import Person
from masthead.people.permissions import is_staff

BATCH = 2_000
TOP, TOP_SHARE, HEAVY_SHARE = 20, 0.30, 0.20
CHAIN = 220
# How many replies, and replies to each of those, the twenty on top show: 20 + 22 + 40 comments.
FRONT = [(3, 3), (1, 1), *[(1, 3)] * 4, *[(1, 1)] * 12, (1, 3), (1, 3)]
SENTENCES = (
    "Two denials would settle it, and we have one denial and one shrug.",
    "I was on the quay that evening and saw nothing of the kind.",
    "The figures in the second paragraph deserve a source.",
    "That is a fair reading, though not the only one.",
    "Who gains if both of them are believed?",
    "Yesterday's piece said the opposite, and I would like to know what changed.",
    "A press office that never comments has told us nothing.",
    "My father worked the locks for thirty years and would have laughed at this.",
    "Suppose it is true: what would we see next week?",
    "I disagree with every word and am glad it was printed.",
    "The minister has said so twice, *in writing*.",
    "Nobody here has asked the pilots.",
    "There is a difference between a rumour and a report, and it is called a name.",
    "I have changed my mind about this since Tuesday.",
    "Please read the piece again before answering.",
    "The harbour never closes; only the office does.",
)
BODIES = 400


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One comment that will have been written. `votes` are (person, kind) by the person's place in the list
    of authors.
    """

    author: int
    reply_to_seq: int
    text: str
    written_at: datetime
    votes: tuple[tuple[int, VoteKind], ...] = ()


@dataclass
class _Growth:
    """A plan in the making: parents by seq, and who may be answered."""

    count: int
    people: int
    chance: random.Random
    parents: list[int] = field(default_factory=list)
    open_ended: list[int] = field(
        default_factory=list
    )  # comments whose replies nobody sees on the first page


def plan_growth(
    *, count: int, people: int, seed: int, first_seq: int = 1, until: datetime
) -> Iterator[Voice]:
    """`count` comments by `people` authors, in the order of writing, the last of them written at `until`.

    The same arguments give the same plan. Replies go only to comments of the plan, numbered from `first_seq`.
    """
    growth = _Growth(count=count, people=people, chance=random.Random(seed))  # noqa: S311 - repeatable, not secret
    front = _front_parents()
    places = {int(number * count / len(front)): number for number in range(len(front))}
    seats: list[int] = []  # the seqs of the front, as they are seated
    chain: list[int] = []
    for index in range(count):
        place = places.get(index) if count >= len(front) else index
        if place is not None:
            parent = seats[front[place]] if front[place] >= 0 else 0
            seats.append(index + 1)
            if place == _CHAIN_END:
                chain.append(index + 1)
        else:
            parent = _parent_in_the_crowd(growth, seats, chain, index + 1)
        author = growth.chance.randrange(people)
        yield Voice(
            author=author,
            reply_to_seq=parent + first_seq - 1 if parent else 0,
            text=_body(place if place is not None else growth.chance.randrange(BODIES)),
            written_at=until - timedelta(seconds=7 * (count - 1 - index)),
            votes=_votes(growth, place, author),
        )


def _front_parents() -> list[int]:
    """For each comment of the front, in order of writing, the number of its parent in the front, or -1."""
    parents: list[int] = [-1] * TOP
    for top, (replies, answers) in enumerate(FRONT):
        for _reply in range(replies):
            parents.append(top)
            reply = len(parents) - 1
            parents.extend([reply] * answers)
    return parents


_CHAIN_END = TOP + (3 + 9) + 1  # the answer below the second of the top: the long chain hangs there


def _parent_in_the_crowd(growth: _Growth, seats: list[int], chain: list[int], seq: int) -> int:
    """Where a comment stands that is not of the front: 0 at the top, or below one whose best three outrank
    it.
    """
    lot = growth.chance.random()
    if lot < TOP_SHARE or not growth.open_ended:
        parent = 0
    elif lot < TOP_SHARE + HEAVY_SHARE and len(seats) > TOP + 12:
        parent = seats[0]
    elif chain and len(chain) < CHAIN and lot < TOP_SHARE + HEAVY_SHARE + 0.05:
        parent = chain[-1]
        chain.append(seq)
    else:
        recent = growth.open_ended[-400:] if growth.chance.random() < 0.8 else growth.open_ended
        parent = growth.chance.choice(recent)
    growth.open_ended.append(seq)
    return parent


def _votes(growth: _Growth, place: int | None, author: int) -> tuple[tuple[int, VoteKind], ...]:
    others = growth.people - 1
    if others <= 0:
        return ()
    if place is not None:  # all who are not needed to tell the twenty apart agree
        given = max(others // 2 + 1, others - place % TOP)
        kinds = [VoteKind.AGREE] * given
    else:
        given = min(int(growth.chance.paretovariate(1.2)) - 1, others // 3)
        kinds = growth.chance.choices(
            [VoteKind.AGREE, VoteKind.DISAGREE, VoteKind.GOOD_POINT], weights=[5, 3, 2], k=given
        )
    start = growth.chance.randrange(others)
    return tuple(
        ((author + 1 + (start + number) % others) % growth.people, kind) for number, kind in enumerate(kinds)
    )


@cache
def _body(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    sentences = chance.choices(SENTENCES, k=chance.randint(2, 9))
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + ("\n\n" if half else "") + " ".join(sentences[half:])


def grow_thread(*, thread: Thread, authors: Sequence[Person], count: int, seed: int, now: datetime) -> int:
    """The thread has `count` comments more, voted on, exactly as if each had been posted and voted on by
    itself.

    Announced once, as a change of the thread: pages are drawn anew once, and nobody is written to.

    :raises ThreadIsClosed, MembersWrite: somebody among `authors` may not write here
    """
    for author in authors:
        permissions.ensure_may_post(author, thread, now)
    with transaction.atomic():
        thread = lock(thread.pk)
        voices = list(
            plan_growth(count=count, people=len(authors), seed=seed, first_seq=thread.next_seq, until=now)
        )
        rows = _rows(thread, authors, voices)
        Comment.objects.bulk_create(rows, batch_size=BATCH)
        votes = _vote_rows(rows, voices, authors)
        while batch := list(islice(votes, BATCH)):
            Vote.objects.bulk_create(batch)
        thread.next_seq += count
        thread.shown_count += count
        thread.save(update_fields=["next_seq", "shown_count"])
        announce(events.ThreadChanged(thread_id=thread.pk))
    return len(rows)


def _rows(thread: Thread, authors: Sequence[Person], voices: Sequence[Voice]) -> list[Comment]:
    html: dict[str, tuple[str, str]] = {}
    staff = [is_staff(author) for author in authors]
    rows: list[Comment] = []
    by_seq: dict[int, Comment] = {}
    for number, voice in enumerate(voices):
        if voice.text not in html:
            text = texts.clean(voice.text)
            html[voice.text] = (text, texts.finished(text))
        row = _placed(thread, by_seq, voice, seq=thread.next_seq + number)
        row.author, row.by_staff = authors[voice.author], staff[voice.author]
        row.body_src, row.body_html = html[voice.text]
        said = Counter(kind for _person, kind in voice.votes)
        row.ups, row.downs, row.good_points = (
            said[VoteKind.AGREE],
            said[VoteKind.DISAGREE],
            said[VoteKind.GOOD_POINT],
        )
        rank(row)
        rows.append(row)
        by_seq[row.seq] = row
    _count_below(rows, by_seq)
    return rows


def _placed(thread: Thread, by_seq: dict[int, Comment], voice: Voice, *, seq: int) -> Comment:
    parent = by_seq[voice.reply_to_seq] if voice.reply_to_seq else None
    if parent is not None and parent.depth >= decisions.DEEPEST:
        parent = by_seq[parent.parent_seq]
    return Comment(
        thread=thread,
        seq=seq,
        parent_seq=parent.seq if parent else 0,
        reply_to_seq=voice.reply_to_seq,
        root_seq=parent.root_seq if parent else seq,
        depth=parent.depth + 1 if parent else 0,
        path=decisions.path_of(parent_path=bytes(parent.path) if parent else b"", seq=seq),
        state=State.VISIBLE,
        shown=True,
        created_at=voice.written_at,
        idempotency_key=f"grown-{thread.pk}-{seq}",
    )


def _count_below(rows: Sequence[Comment], by_seq: dict[int, Comment]) -> None:
    below: dict[int, list[Comment]] = defaultdict(list)
    for row in reversed(rows):  # replies come after what they answer
        if row.parent_seq:
            parent = by_seq[row.parent_seq]
            parent.descendants += row.descendants + 1
            below[parent.seq].append(row)
    for seq, replies in below.items():
        parent = by_seq[seq]
        parent.children = len(replies)
        parent.last_child_seq = replies[0].seq
        ranked = sorted(replies, key=lambda reply: (reply.best, reply.seq), reverse=True)
        parent.preview = [reply.seq for reply in ranked[:PREVIEW]]


def _vote_rows(rows: Sequence[Comment], voices: Sequence[Voice], authors: Sequence[Person]) -> Iterator[Vote]:
    for row, voice in zip(rows, voices, strict=True):
        for person, kind in voice.votes:
            yield Vote(
                comment_id=row.pk,
                voter=authors[person],
                stance=STANCES.get(kind, 0),
                good_point=kind == VoteKind.GOOD_POINT,
                cast_at=voice.written_at,
            )
