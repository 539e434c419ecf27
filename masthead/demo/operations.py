"""Filling the demonstration publication, only with what the other rooms can do."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from masthead.demo import content, queries
from masthead.demo.models import Demonstration
from masthead.discussion import operations as discussion
from masthead.discussion import queries as threads
from masthead.discussion.models import Comment, VoteKind
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource, Plan
from masthead.memberships.queries import is_member
from masthead.mentions import operations as mentions
from masthead.mentions.models import MentionProtocol, SourceDetails
from masthead.moderation import operations as moderation
from masthead.notices import operations as notices
from masthead.payments import operations as payments
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.states import Interval
from masthead.people import operations as people
from masthead.people.models import Person, Role
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage, Author, PublicView
from masthead.site_pages import operations as site_pages

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
BENEFITS = "Unlimited articles\nComments under every piece\nNo advertising, ever"
DRAWING = "Drawing for The Lighterman"


def fill(*, now: datetime, say: Say) -> bool:
    """Fill the demonstration publication. Returns False, and changes nothing, when it is complete already.

    `say` is told, in a few words, what is being done. Broken off, it goes on where it was: drawing pictures
    takes its time and paying waits for a provider, so neither can be part of a transaction; what stands
    between them is one, what comes after another.
    """
    if queries.is_complete():
        return False
    begun, _ = Demonstration.objects.get_or_create(defaults={"begun_at": now})
    now = begun.begun_at
    if not queries.has_first_part():
        say("people, plans, sections and articles")
        _upload_pictures_and_sounds()
        with transaction.atomic():
            _people(now=now)
            _plans_and_past_members(now=now)
            _articles(now=now)
    cast = queries.people_by_handle()
    _avatars(cast, now=now)
    say(f"{len(content.members())} members pay")
    _payments(cast, now=now)
    comments = content.comments()
    say(f"{sum(map(len, comments.values()))} comments and their votes")
    with transaction.atomic():
        _post_all_comments(comments, cast, now=now)
        _mentions(cast, now=now)
        notices.cancel_queued_deliveries()  # what was announced while filling happened before anybody looked
        Demonstration.objects.update(filled_at=now)
    return True


def _people(*, now: datetime) -> None:
    long_ago = now - timedelta(days=400)
    for handle, name, role in STAFF:
        person = people.register_person(email=queries.address(handle), now=long_ago)
        people.give_role(person=person, role=role, by=None, now=long_ago)
        people.set_display_name(person=person, name=name, now=long_ago)
    for author in content.authors():
        person = queries.people_by_handle()[author.account]
        people.update_profile(
            person=person, about=author.line, link="", shows_member_since=False, now=long_ago
        )
    for number, reader in enumerate(content.readers()):
        joined_at = long_ago + timedelta(days=5 * number)
        person = people.register_person(
            email=queries.address(reader.handle), display_name=reader.name, now=joined_at
        )
        if reader.about:
            people.update_profile(
                person=person, about=reader.about, link=reader.link, shows_member_since=True, now=joined_at
            )


def _avatars(cast: Mapping[str, Person], *, now: datetime) -> None:
    for author in content.authors():
        person = cast[author.account]
        if not person.avatar_key:
            upload = (content.IMAGES / f"{author.portrait}.jpg").read_bytes()
            people.set_avatar(person=person, upload=upload, now=now - timedelta(days=400))


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
    cast = queries.people_by_handle()
    for reader in content.readers():
        if reader.kind == "lapsed":
            memberships.grant(
                person=cast[reader.handle],
                source=EntitlementSource.COMPLIMENTARY,
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
        checkout = memberships.start_membership_checkout(
            person=person, slug=plan, return_to="", now=joined_at
        )
        pretend.pay(checkout.ref, now=joined_at)
        payments.reconcile_checkout(checkout=checkout, now=joined_at)


def _articles(*, now: datetime) -> None:
    publishing.prepare_publication(name=NAME)
    publishing.update_publication(name=NAME, tagline=TAGLINE)
    site_pages.prepare_site_pages(language="en", texts=content.pages(), placeholders=content.blanks())
    cast = queries.people_by_handle()
    sections = {
        text.slug: publishing.ensure_section(
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
        text.slug: publishing.add_series(title=text.title, slug=text.slug, description=text.description)
        for text in content.series()
    }
    written: dict[str, ArticlePage] = {}
    for text in content.articles():
        article = publishing.write_article(
            section=sections[text.section],
            headline=text.title,
            slug=text.slug,
            standfirst=text.standfirst,
            authors=[authors[slug] for slug in text.authors],
            lead_image=queries.picture_titled(text.title),
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
        written[text.slug] = publishing.publish_article(
            article=article, by=cast["edda"], published_at=now - timedelta(hours=text.hours_ago)
        )


def _corrections(text: content.ArticleText, *, now: datetime) -> list[tuple[date, str]]:
    if text.correction is None:
        return []
    made_at = timezone.localtime(now - timedelta(hours=text.correction.hours_ago))
    return [(made_at.date(), text.correction.text)]


def _author(text: content.AuthorText, cast: Mapping[str, Person]) -> Author:
    portrait = queries.picture_titled(text.name)
    account = cast[text.account]
    return publishing.add_author(
        name=text.name, slug=text.slug, bio=text.line, portrait=portrait, person=account
    )


def _upload_pictures_and_sounds() -> None:
    """Everything that pieces show and play stands in the media folder, once."""
    for author in content.authors():
        _upload_picture(author.portrait, title=author.name, alternative=author.name)
    for article in content.articles():
        _upload_picture(article.image, title=article.title, alternative=article.alt)
        for block in article.body:
            if block.kind == "picture":
                name, alternative, caption, _ = block.facts
                _upload_picture(name, title=caption, alternative=alternative)
            elif block.kind == "audio":
                name, title, _ = block.facts
                _upload_sound(name, title=title)


def _upload_picture(name: str, *, title: str, alternative: str) -> None:
    if queries.picture_titled(title) is None:
        with (content.IMAGES / f"{name}.jpg").open("rb") as file:
            publishing.add_picture(
                file=file, name=f"{name}.jpg", title=title, description=alternative, credit=DRAWING
            )


def _upload_sound(name: str, *, title: str) -> None:
    if queries.sound_titled(title) is None:
        with (content.SOUNDS / f"{name}.wav").open("rb") as file:
            publishing.add_audio(file=file, name=f"{name}.wav", title=title)


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
        return {"heading": first, "text": f"<p>{content.emphasis_as_html(block.text)}</p>"}
    if block.kind == "footnote":
        return {"mark": first, "text": f"<p>{content.emphasis_as_html(block.text)}</p>"}
    if block.kind == "picture":
        alternative, caption, credit = more
        return {
            "image": queries.picture_titled(caption),
            "alternative": alternative,
            "caption": caption,
            "credit": credit,
        }
    if block.kind == "audio":
        title, credit = more
        return {
            "file": queries.sound_titled(title),
            "title": title,
            "credit": credit,
            "transcript": block.text,
        }
    if block.kind == "timeline":
        lines = (line.split("|", 1) for line in block.text.splitlines())
        entries = [
            {"when": when.strip(), "what": f"<p>{content.emphasis_as_html(what.strip())}</p>"}
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


def _post_all_comments(
    comments: Mapping[str, Sequence[content.CommentText]], cast: Mapping[str, Person], *, now: datetime
) -> None:
    voters = itertools.cycle([cast[reader.handle] for reader in content.members()])
    for slug, texts in comments.items():
        view = queries.public_view_of(slug)
        posted = _post_thread(texts, view, cast)
        for comment, text in zip(posted, texts, strict=True):
            soon, later = (min(now, comment.created_at + timedelta(minutes=wait)) for wait in (30, 45))
            _votes(comment, text, voters=voters, now=soon)
            _moderate(comment, text, cast=cast, now=now if text.outcome.startswith("reported") else later)


def _mentions(cast: Mapping[str, Person], *, now: datetime) -> None:
    for text in content.mentions():
        view = queries.public_view_of(text.piece)
        written_at = min(now, view.first_published_at + timedelta(minutes=text.minutes))
        details = SourceDetails(
            title=text.title, author=text.author, excerpt=text.excerpt, published_at=written_at
        )
        mention = mentions.add_mention(
            view=view,
            source=text.source,
            protocol=MentionProtocol(text.protocol),
            details=details,
            now=written_at,
        )
        if text.is_shown and not mention.is_shown:
            mentions.show_mention(mention=mention, by=cast["mo"], now=written_at)


def _post_thread(
    comments: Sequence[content.CommentText], view: PublicView, cast: Mapping[str, Person]
) -> list[Comment]:
    """The comments under one piece, in conversation order, posted in the order of their times."""
    thread = threads.thread_by_key(view.thread_key)
    if thread is None:
        raise LookupError(f"no discussion stands under {view.path}")
    posted: dict[int, Comment] = {}
    for index in sorted(range(len(comments)), key=lambda index: comments[index].minutes):
        text, answered = comments[index], _parent_index(comments, index)
        writer, written_at = cast[text.handle], view.first_published_at + timedelta(minutes=text.minutes)
        comment = discussion.post_comment(
            author=writer,
            thread=thread,
            text=text.original_text or text.text,
            reply_to_seq=0 if answered is None else posted[answered].seq,
            idempotency_key=f"demonstration-{view.pk}-{index}",
            now=written_at,
            rate_limited=False,
        )
        if text.original_text:
            comment = discussion.edit_comment(
                comment=comment,
                by=writer,
                text=text.text,
                now=written_at + timedelta(minutes=9),
                rate_limited=False,
            )
        posted[index] = comment
    return [posted[index] for index in range(len(comments))]


def _parent_index(comments: Sequence[content.CommentText], index: int) -> int | None:
    """The index of the comment this one replies to: the nearest above it with one level less depth."""
    above = range(index - 1, -1, -1)
    return next((other for other in above if comments[other].depth == comments[index].depth - 1), None)


def _votes(comment: Comment, text: content.CommentText, *, voters: Iterator[Person], now: datetime) -> None:
    """So many of each kind, each from another member and none from the writer."""
    others = (voter for voter in voters if voter.pk != comment.author_id)
    counts = (
        (VoteKind.GOOD_POINT, text.good),
        (VoteKind.AGREE, text.agree),
        (VoteKind.DISAGREE, text.disagree),
    )
    votes = [(voter, kind) for kind, count in counts for voter in itertools.islice(others, count)]
    discussion.cast_votes(comment=comment, votes=votes, now=now)


def _moderate(
    comment: Comment, text: content.CommentText, *, cast: Mapping[str, Person], now: datetime
) -> None:
    what, _, reason = text.outcome.partition(":")
    if what == "deleted" and comment.author:
        discussion.delete_comment(comment=comment, by=comment.author)
    elif what == "hidden":
        moderation.hide_comment(comment=comment, by=cast["mo"], reason=reason, now=now)
    elif what == "reported":
        moderation.report_comment(comment=comment, by=cast["petra"], reason=reason, now=now)
