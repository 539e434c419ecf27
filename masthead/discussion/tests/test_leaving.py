"""What becomes of comments and votes when their author leaves, and what profiles show of them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from masthead.discussion import errors, operations, queries
from masthead.discussion.models import Comment, Readers, State, Thread, Vote
from masthead.kit import jobs
from masthead.people import operations as people
from masthead.people.models import Person, Role


def open_thread(noon: datetime, key: str = "one", readable_by: str = Readers.EVERYBODY) -> Thread:
    return operations.open_thread(
        key=key, address=f"/{key}/", title=f"About {key}", readable_by=readable_by,
        posting_by="registered", now=noon,
    )  # fmt: skip


def write(author: Person, thread: Thread, noon: datetime, text: str, reply_to: int = 0) -> Comment:
    return operations.post_comment(
        author=author, thread=thread, text=text, reply_to_seq=reply_to, now=noon, rate_limited=False
    )


@pytest.fixture
def thread(rita: Person, ada: Person, noon: datetime) -> Thread:
    """Rita and Ada talk: 1 Rita, 2 Ada to Rita, 3 Rita to Ada, 4 Ada."""
    thread = open_thread(noon)
    write(rita, thread, noon, "First.")
    write(ada, thread, noon, "Second.", 1)
    write(rita, thread, noon, "Third.", 2)
    write(ada, thread, noon, "Fourth.")
    operations.cast_vote(
        voter=rita, comment=Comment.objects.get(seq=4), kind="agree", now=noon, rate_limited=False
    )
    operations.cast_vote(
        voter=ada, comment=Comment.objects.get(seq=1), kind="good-point", now=noon, rate_limited=False
    )
    return thread


def test_erase_comments__those_that_stay_are_a_former_members(
    thread: Thread, rita: Person, noon: datetime
) -> None:
    people.delete_account(person=rita, keep_comments=True, now=noon)
    jobs.run_all()
    page = Client().get(f"/threads/{thread.pk}/").content.decode()
    assert "First." in page
    assert "Former member" in page
    assert "Rita" not in page
    assert "/readers/" not in page.split("Former member")[1][:40]


def test_erase_comments__those_that_go_leave_exact_counts(
    thread: Thread, rita: Person, noon: datetime
) -> None:
    people.delete_account(person=rita, keep_comments=False, now=noon)
    jobs.run_all()
    thread.refresh_from_db()
    assert thread.shown_count == Comment.objects.filter(state=State.VISIBLE).count() == 2
    rows = {comment.seq: comment for comment in Comment.objects.all()}
    assert [rows[seq].body_source for seq in (1, 2, 3, 4)] == ["", "Second.", "", "Fourth."]
    assert rows[1].shown  # it was answered: a tombstone
    assert not rows[3].shown
    assert (rows[2].children, rows[2].descendants, rows[1].descendants) == (0, 0, 1)
    assert rows[4].ups == 0
    assert not Vote.objects.filter(voter=rita).exists()
    assert operations.erase_comments(person_id=rita.pk) == 0
    page = Client().get(f"/threads/{thread.pk}/").content.decode()
    assert "First." not in page


def test_profile_part__shows_only_what_its_reader_may_read(
    rita: Person, mina: Person, ed: Person, noon: datetime
) -> None:
    people.give_role(person=rita, role=Role.MODERATOR, by=None, now=noon)
    rita = Person.objects.get(pk=rita.pk)
    for readers in Readers.values:
        write(rita, open_thread(noon, readers, readers), noon, f"For {readers}.")
    registered = people.register_person(email="new@example.org", now=noon)

    def seen(viewer: Person | None) -> int:
        return len(queries.comments_by(author=rita, viewer=viewer, now=noon)[0])

    viewers = (None, registered, mina, ed)
    assert [seen(viewer) for viewer in viewers] == [1, 2, 3, 4]
    for viewer in viewers:  # and a thread by itself says the same
        number = viewer.pk if viewer else None
        admitting = [
            queries.may_be_read_by(thread=row, reader_id=number, now=noon) for row in Thread.objects.all()
        ]
        assert sum(admitting) == seen(viewer)
    page = Client().get(f"/readers/{rita.pk}/").content.decode()
    assert "For everybody." in page
    assert "For members." not in page


def test_profile_part__shows_no_hidden_and_no_deleted_comment(
    thread: Thread, rita: Person, moe: Person, noon: datetime
) -> None:
    first, third = Comment.objects.filter(author=rita).order_by("seq")
    operations.hide_comment(comment=first, by=moe, reason="rude", now=noon)
    operations.delete_comment(comment=third, by=rita)
    assert queries.comments_by(author=rita, viewer=rita, now=noon) == ([], "")


def test_profile_part__a_long_list_is_read_page_by_page(
    rita: Person, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    thread = open_thread(noon)
    for number in range(45):
        write(rita, thread, noon + timedelta(seconds=number // 2), f"Number {number}.")
    found, cursor = [], ""
    while True:
        with django_assert_num_queries(1):
            comments, cursor = queries.comments_by(author=rita, viewer=None, before=cursor, now=noon)
        found += [comment.seq for comment in comments]
        if not cursor:
            break
    assert found == list(range(45, 0, -1))
    for wrong in ("x", "1~", "~", "9" * 40 + "~1"):
        with pytest.raises(errors.NoSuchPage):
            queries.comments_by(author=rita, viewer=None, before=wrong, now=noon)


def test_attach_authors__avatars_cost_a_thread_nothing(
    thread: Thread, rita: Person, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from masthead.people.tests.test_profile import picture

    people.set_avatar(person=rita, upload=picture(), now=noon)
    with django_assert_num_queries(4):
        page = queries.first_page(thread=thread, now=noon)
        for branch in page.branches:
            assert branch.comment.author is not None
            assert branch.comment.author.has_profile
    assert "-small.webp" in Client().get(f"/threads/{thread.pk}/").content.decode()
