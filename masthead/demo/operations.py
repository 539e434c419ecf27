"""Filling the demonstration publication, only with what the other rooms can do."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.documents.models import AbstractDocument

from masthead.articles import operations as articles
from masthead.articles.models import ArticlePage, Author, Picture, PublicView
from masthead.colophon import operations as colophon
from masthead.demo import content, queries
from masthead.demo.models import Demonstration
from masthead.discussion import operations as discussion
from masthead.discussion import queries as threads
from masthead.discussion.models import Comment, VoteKind
from masthead.memberships import operations as memberships
from masthead.memberships.models import Plan, Source
from masthead.memberships.queries import is_member
from masthead.mentions import operations as mentions
from masthead.mentions.models import Reading, Road
from masthead.moderation import operations as moderation
from masthead.notices import operations as notices
from masthead.payments import operations as payments
from masthead.payments.models import Interval
from masthead.payments.providers.pretend import books
from masthead.people import operations as people
from masthead.people.models import Person, Role

Say = Callable[[str], None]

NAME = "The Lighterman"
TAGLINE = "Politics, essays and the harbour, for those who cross it"
STAFF = (
    ("marit", "Marit Oyelaran", Role.AUTHOR),
    ("josip", "Josip Harrow", Role.AUTHOR),
    ("lena", "Lena Voss", Role.AUTHOR),
    ("bram", "Bram Teller", Role.AUTHOR),
    ("edda", "Edda Quill", Role.EDITOR),
    ("mo", "Mo Brandsen", Role.MODERATOR),
    ("pia", "Pia Lindgaard", Role.PUBLISHER),
)
PLANS = (("Yearly", Interval.YEAR, 6000), ("Monthly", Interval.MONTH, 600))
BENEFITS = "Unlimited articles\nLetters under every piece\nNo advertising, ever"
DRAWING = "Drawing for The Lighterman"


def fill(*, now: datetime, say: Say) -> bool:
    """Let the demonstration publication stand. Answers False, and changes nothing, when it stands already.

    `say` is told, in a few words, what is being done. Broken off, it goes on where it was: paying waits for a
    provider and cannot be part of a transaction; what comes before it is one, what comes after it another.
    """
    if queries.stands():
        return False
    begun, _ = Demonstration.objects.get_or_create(defaults={"begun_at": now})
    now = begun.begun_at
    if not queries.has_people():
        say("people, plans, sections and articles")
        with transaction.atomic():
            _people(now=now)
            _plans_and_past_members(now=now)
            _articles(now=now)
    cast = queries.cast()
    say(f"{len(content.members())} members pay")
    _payments(cast, now=now)
    letters = content.letters()
    say(f"{sum(map(len, letters.values()))} letters and their votes")
    with transaction.atomic():
        _letters(letters, cast, now=now)
        _mentions(cast, now=now)
        notices.withdraw_waiting()  # what was announced while filling happened before anybody looked
        Demonstration.objects.update(filled_at=now)
    return True


def _people(*, now: datetime) -> None:
    long_ago = now - timedelta(days=400)
    for handle, name, role in STAFF:
        person = people.register_person(email=queries.address(handle), now=long_ago)
        people.give_role(person=person, role=role, by=None, now=long_ago)
        people.set_display_name(person=person, name=name, now=long_ago)
    for author in content.authors():
        person = queries.cast()[author.account]
        people.tell_about(person=person, about=author.line, link="", tells_since=False, now=long_ago)
        people.show_face(
            person=person, upload=(content.IMAGES / f"{author.portrait}.jpg").read_bytes(), now=long_ago
        )
    for number, reader in enumerate(content.readers()):
        joined_at = long_ago + timedelta(days=5 * number)
        person = people.register_person(
            email=queries.address(reader.handle), display_name=reader.name, now=joined_at
        )
        if reader.about:
            people.tell_about(
                person=person, about=reader.about, link=reader.link, tells_since=True, now=joined_at
            )


def _plans_and_past_members(*, now: datetime) -> None:
    for position, (name, interval, amount) in enumerate(PLANS, start=1):
        Plan.objects.create(
            name=name,
            slug=name.lower(),
            interval=interval,
            amount_minor=amount,
            currency="EUR",
            benefits=BENEFITS,
            position=position,
        )
    cast = queries.cast()
    for reader in content.readers():
        if reader.kind == "lapsed":
            memberships.grant(
                person=cast[reader.handle],
                source=Source.COMPLIMENTARY,
                reference=f"demonstration:{reader.handle}",
                reason="A year, given by the publisher",
                starts_at=now - timedelta(days=395),
                ends_at=now - timedelta(days=30),
                now=now - timedelta(days=395),
            )


def _payments(cast: Mapping[str, Person], *, now: datetime) -> None:
    """Every member goes through the hosted page, as a visitor would."""
    for number, reader in enumerate(content.members()):
        person, joined_at = cast[reader.handle], now - timedelta(days=24 + number % 5)
        if is_member(person, now):
            continue
        plan = reader.kind.removeprefix("member-")
        checkout = memberships.join(person=person, slug=plan, return_to="", now=joined_at)
        books.pay(checkout.provider_ref, now=joined_at)
        payments.settle_checkout(checkout=checkout, now=joined_at)


def _articles(*, now: datetime) -> None:
    articles.prepare_publication(name=NAME)
    articles.describe_publication(name=NAME, tagline=TAGLINE)
    colophon.prepare_standing_pages(language="en", texts=content.pages(), words=content.blanks())
    cast = queries.cast()
    sections = {
        text.slug: articles.open_section(
            title=text.name,
            slug=text.slug,
            description=text.description,
            access=text.access,
            is_opinion=text.is_opinion,
            by=cast["pia"],
        )
        for text in content.sections()
    }
    authors = {text.slug: _author(text, cast) for text in content.authors()}
    series = {
        text.slug: articles.add_series(title=text.title, slug=text.slug, description=text.description)
        for text in content.series()
    }
    written: dict[str, ArticlePage] = {}
    for text in content.articles():
        article = articles.write_article(
            section=sections[text.section],
            headline=text.title,
            slug=text.slug,
            standfirst=text.standfirst,
            authors=[authors[slug] for slug in text.authors],
            lead_image=_picture(text.image, title=text.title, alternative=text.alt),
            lead_alternative=text.alt,
            lead_caption=text.caption,
            lead_credit=text.credit,
            body=_body(text),
            access=text.access,
            tags=text.tags,
            series=series.get(text.series),
            series_part=text.part,
            whats_new=text.whats_new,
            earlier=[written[slug] for slug in text.earlier],
            corrections=_corrections(text, now=now),
            by=authors[text.authors[0]].person,
        )
        written[text.slug] = articles.publish_article(
            article=article, by=cast["edda"], published_at=now - timedelta(hours=text.hours_ago)
        )


def _corrections(text: content.ArticleText, *, now: datetime) -> list[tuple[date, str]]:
    if text.correction is None:
        return []
    made_at = timezone.localtime(now - timedelta(hours=text.correction.hours_ago))
    return [(made_at.date(), text.correction.text)]


def _author(text: content.AuthorText, cast: Mapping[str, Person]) -> Author:
    portrait = _picture(text.portrait, title=text.name, alternative=text.name)
    account = cast[text.account]
    return articles.add_author(
        name=text.name, slug=text.slug, line=text.line, portrait=portrait, person=account
    )


def _picture(name: str, *, title: str, alternative: str) -> Picture:
    with (content.IMAGES / f"{name}.jpg").open("rb") as file:
        return articles.add_picture(
            file=file, name=f"{name}.jpg", title=title, description=alternative, credit=DRAWING
        )


def _sound(name: str, *, title: str) -> AbstractDocument:
    with (content.SOUNDS / f"{name}.wav").open("rb") as file:
        return articles.add_sound(file=file, name=f"{name}.wav", title=title)


def _body(text: content.ArticleText) -> list[tuple[str, object]]:
    return [(block.kind, _value(block)) for block in text.body]


def _value(block: content.Block) -> object:
    """What the editor would have typed into a block of this kind."""
    first, *more = block.facts or ("",)
    if block.kind == "text":
        return f"<p>{block.text}</p>"
    if block.kind == "quotation":
        return {"text": block.text, "attribution": block.attribution}
    if block.kind == "callout":
        return {"heading": first, "text": f"<p>{content.emphasised(block.text)}</p>"}
    if block.kind == "footnote":
        return {"mark": first, "text": f"<p>{content.emphasised(block.text)}</p>"}
    if block.kind == "picture":
        alternative, caption, credit = more
        picture = _picture(first, title=caption, alternative=alternative)
        return {"image": picture, "alternative": alternative, "caption": caption, "credit": credit}
    if block.kind == "audio":
        title, credit = more
        return {
            "file": _sound(first, title=title),
            "title": title,
            "credit": credit,
            "transcript": block.text,
        }
    if block.kind == "timeline":
        lines = (line.split("|", 1) for line in block.text.splitlines())
        entries = [
            {"when": when.strip(), "what": f"<p>{content.emphasised(what.strip())}</p>"}
            for when, what in lines
        ]
        return {"heading": first, "entries": entries}
    if block.kind == "table":
        return {"caption": first, "cells": block.text, "first_row_names": True, "source": more[0]}
    if block.kind == "chart":
        unit, source, description = more
        facts = {"title": first, "unit": unit, "source": source, "description": description}
        return {**facts, "kind": "line", "numbers": block.text}
    return None if block.kind == "gate" else block.text


def _letters(
    letters: Mapping[str, Sequence[content.Letter]], cast: Mapping[str, Person], *, now: datetime
) -> None:
    voters = itertools.cycle([cast[reader.handle] for reader in content.members()])
    for slug, thread_letters in letters.items():
        view = queries.piece(slug)
        posted = _posted(thread_letters, view, cast)
        for comment, letter in zip(posted, thread_letters, strict=True):
            soon, later = (min(now, comment.created_at + timedelta(minutes=wait)) for wait in (30, 45))
            _votes(comment, letter, voters=voters, now=soon)
            _fate(comment, letter, cast=cast, now=now if letter.fate.startswith("reported") else later)


def _mentions(cast: Mapping[str, Person], *, now: datetime) -> None:
    for text in content.mentions():
        view = queries.piece(text.piece)
        written_at = min(now, view.first_published_at + timedelta(minutes=text.minutes))
        reading = Reading(title=text.title, author=text.author, excerpt=text.excerpt, published_at=written_at)
        mention = mentions.keep_mention(
            view=view, source=text.source, road=Road(text.road), reading=reading, now=written_at
        )
        if text.is_shown and not mention.is_shown:
            mentions.show_mention(mention=mention, by=cast["mo"], now=written_at)


def _posted(letters: Sequence[content.Letter], view: PublicView, cast: Mapping[str, Person]) -> list[Comment]:
    """The letters under one piece, in conversation order, posted in the order of their arrival."""
    thread = threads.thread_by_key(view.thread_key)
    if thread is None:
        raise LookupError(f"no discussion stands under {view.path}")
    posted: dict[int, Comment] = {}
    for index in sorted(range(len(letters)), key=lambda index: letters[index].minutes):
        letter, answered = letters[index], _answered(letters, index)
        writer, written_at = cast[letter.handle], view.first_published_at + timedelta(minutes=letter.minutes)
        comment = discussion.post_comment(
            author=writer,
            thread=thread,
            text=letter.at_first or letter.text,
            reply_to_seq=0 if answered is None else posted[answered].seq,
            idempotency_key=f"demonstration-{view.pk}-{index}",
            now=written_at,
        )
        if letter.at_first:
            comment = discussion.edit_comment(
                comment=comment, by=writer, text=letter.text, now=written_at + timedelta(minutes=9)
            )
        posted[index] = comment
    return [posted[index] for index in range(len(letters))]


def _answered(letters: Sequence[content.Letter], index: int) -> int | None:
    """Which letter this one answers: the nearest above it that stands one step further out."""
    above = range(index - 1, -1, -1)
    return next((other for other in above if letters[other].depth == letters[index].depth - 1), None)


def _votes(comment: Comment, letter: content.Letter, *, voters: Iterator[Person], now: datetime) -> None:
    """So many of each kind, each from another member and none from the writer."""
    others = (voter for voter in voters if voter.pk != comment.author_id)
    counts = (
        (VoteKind.GOOD_POINT, letter.good),
        (VoteKind.AGREE, letter.agree),
        (VoteKind.DISAGREE, letter.disagree),
    )
    votes = [(voter, kind) for kind, count in counts for voter in itertools.islice(others, count)]
    discussion.cast_votes(comment=comment, votes=votes, now=now)


def _fate(comment: Comment, letter: content.Letter, *, cast: Mapping[str, Person], now: datetime) -> None:
    what, _, reason = letter.fate.partition(":")
    if what == "deleted" and comment.author:
        discussion.delete_comment(comment=comment, by=comment.author, now=now)
    elif what == "hidden":
        moderation.hide_comment(comment=comment, by=cast["mo"], reason=reason, now=now)
    elif what == "reported":
        moderation.report_comment(comment=comment, by=cast["petra"], reason=reason, now=now)
