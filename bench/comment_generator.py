"""A discussion of any size in one go, for trials and measurements: exactly what the operations would have
made, written in bulk. `python -m bench.grow_thread --help` says how to get one.

The shape follows what large threads look like: three comments in ten stand at the top, one of them holds a
fifth of all as direct replies, one chain of answers goes some two hundred deep, and the few that everybody
read have most of the votes. Whatever the size, the same eighty-two comments come out on top, so that first
pages can be compared.
"""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction

from masthead.discussion import comment_text, events, markdown, permissions
from masthead.discussion.models import Comment, State, Thread, Vote, VoteKind
from masthead.discussion.operations import counters, placement, voting
from masthead.kit.events import announce
from masthead.memberships import models as membership_models
from masthead.memberships import operations as memberships
from masthead.people import operations as people
from masthead.people.models import Person

BATCH = 2_000
AUTHORS = 40
A_YEAR = timedelta(days=365)
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
class PlannedComment:
    """One comment that will have been written. `votes` are (person, kind) by the person's place in the list
    of authors.
    """

    author: int
    reply_to_seq: int
    text: str
    written_at: datetime
    votes: tuple[tuple[int, VoteKind], ...] = ()


@dataclass
class _Plan:
    """A plan in the making: parents by seq, and who may be answered."""

    count: int
    people: int
    chance: random.Random
    parents: list[int] = field(default_factory=list)
    open_ended: list[int] = field(
        default_factory=list
    )  # comments whose replies nobody sees on the first page


def plan_comments(
    *, count: int, people: int, seed: int, first_seq: int = 1, until: datetime
) -> Iterator[PlannedComment]:
    """`count` comments by `people` authors, in the order of writing, the last of them written at `until`.

    The same arguments give the same plan. Replies go only to comments of the plan, numbered from `first_seq`.
    """
    growth = _Plan(count=count, people=people, chance=random.Random(seed))
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
        yield PlannedComment(
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


def _parent_in_the_crowd(growth: _Plan, seats: list[int], chain: list[int], seq: int) -> int:
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


def _votes(growth: _Plan, place: int | None, author: int) -> tuple[tuple[int, VoteKind], ...]:
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
    chance = random.Random(number)
    sentences = chance.choices(SENTENCES, k=chance.randint(2, 9))
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + ("\n\n" if half else "") + " ".join(sentences[half:])


def generate_comments(
    *, thread: Thread, authors: Sequence[Person], count: int, seed: int, now: datetime
) -> int:
    """The thread has `count` comments more, voted on, exactly as if each had been posted and voted on by
    itself.

    Announced once, as a change of the thread: pages are drawn anew once, and nobody is written to.

    :raises ThreadIsClosed, OnlyMembersWrite: somebody among `authors` may not write here
    """
    for author in authors:
        permissions.ensure_may_post(author, thread, now)
    with transaction.atomic():
        thread = counters.lock_thread(thread.pk)
        voices = list(
            plan_comments(count=count, people=len(authors), seed=seed, first_seq=thread.next_seq, until=now)
        )
        rows = _rows(thread, authors, voices)
        Comment.objects.bulk_create(rows, batch_size=BATCH)
        said = zip(voices, rows, strict=True)
        votes = itertools.chain.from_iterable(_votes_of(voice, row, authors) for voice, row in said)
        while batch := list(itertools.islice(votes, BATCH)):
            Vote.objects.bulk_create(batch)
        counters.count_in_thread(thread, count)
        announce(events.ThreadChanged(thread_id=thread.pk, thread_key=thread.key))
    return len(rows)


def _rows(thread: Thread, authors: Sequence[Person], voices: Sequence[PlannedComment]) -> list[Comment]:
    html: dict[str, tuple[str, str]] = {}
    by_seq: dict[int, Comment] = {}
    for seq, voice in enumerate(voices, start=placement.take_numbers(thread, len(voices))):
        if voice.text not in html:
            text = comment_text.clean_text(voice.text)
            html[voice.text] = (text, markdown.render_markdown(text))
        by_seq[seq] = placement.new_comment(
            thread=thread,
            seq=seq,
            author=authors[voice.author],
            parent=_parent_for(voice, by_seq),
            reply_to_seq=voice.reply_to_seq,
            state=State.VISIBLE,
            body=html[voice.text],
            idempotency_key=f"grown-{thread.pk}-{seq}",
            now=voice.written_at,
        )
        for vote in _votes_of(voice, by_seq[seq], authors):
            voting.add_to_counts(by_seq[seq], before=(0, False), after=(vote.stance, vote.good_point))
        voting.update_scores(by_seq[seq])
    rows = list(by_seq.values())
    counters.count_unstored(rows)
    return rows


def _parent_for(voice: PlannedComment, by_seq: dict[int, Comment]) -> Comment | None:
    if not voice.reply_to_seq:
        return None
    return placement.place_below(by_seq[voice.reply_to_seq], lambda deepest: by_seq[deepest.parent_seq])


def _votes_of(voice: PlannedComment, comment: Comment, authors: Sequence[Person]) -> Iterator[Vote]:
    for person, kind in voice.votes:
        vote = Vote(comment=comment, voter=authors[person], cast_at=voice.written_at)
        voting.mark(vote, kind, given=True)
        yield vote


@transaction.atomic
def authors_for_growth(*, thread: Thread, number: int, now: datetime) -> list[Person]:
    """`number` people who may write in `thread`: those who can already, filled up with invented members."""
    known = list(Person.objects.filter(is_active=True).order_by("pk")[: number * 5])
    authors = [person for person in known if permissions.is_admitted(person, thread, now)][:number]
    for name in invented_names():
        if len(authors) >= number:
            break
        address = f"{name.lower().replace(' ', '.')}@example.org"
        if not Person.objects.filter(email=address).exists():
            authors.append(_invent(name, address, now))
    return authors


def invented_names() -> list[str]:
    """Names that nobody has and nobody can mistake for each other."""
    starts = ("Ba", "De", "Fo", "Gu", "Ka", "Ne", "Pu", "To")
    ends = ("zar", "tem", "pos", "suk", "hed", "gan", "kep", "dux")
    return [f"{start}{end} Ofthecrowd" for start, end in itertools.product(starts, ends)]


def _invent(name: str, address: str, now: datetime) -> Person:
    person = people.register_person(email=address, display_name=name, now=now)
    memberships.grant(
        person=person,
        source=membership_models.EntitlementSource.COMPLIMENTARY,
        starts_at=now,
        ends_at=now + A_YEAR,
        reference=f"grown:{person.pk}",
        now=now,
    )
    return person
