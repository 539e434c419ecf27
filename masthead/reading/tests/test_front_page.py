"""The front page holds every piece once, in an order that means something, however many there are."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from masthead.publishing import operations
from masthead.publishing.models import FrontPage, PublicView
from masthead.publishing.queries import SectionSummary
from masthead.publishing.tests.conftest import publish
from masthead.reading.front_layout import FrontLayout, lay_out_front

SECTIONS = (
    SectionSummary(1, "Politics", "/politics/", ""),
    SectionSummary(2, "Essays", "/essays/", ""),
    SectionSummary(3, "Harbour", "/harbour/", ""),
    SectionSummary(4, "Opinion", "/opinion/", "", is_opinion=True),
)


def pieces(number: int, *, sections: tuple[int, ...] = (1, 2, 3, 4)) -> list[PublicView]:
    return [
        PublicView(article_id=place, section_id=sections[place % len(sections)], headline=f"Piece {place}")
        for place in range(number)
    ]


def all_of(front: FrontLayout) -> Iterator[int]:
    yield from [front.lead.article_id] if front.lead else []
    for views in (front.river, front.opinion, front.most_discussed, front.more):
        yield from (view.article_id for view in views)
    for block in front.blocks:
        yield from (view.article_id for view in block.views)


@pytest.mark.parametrize("number", [0, 1, 3, 6, 12, 30])
def test_lay_out_front__no_piece_stands_twice_and_none_is_missing_while_they_fit(number: int) -> None:
    front = lay_out_front(pool=pieces(number), sections=SECTIONS, comment_counts={7: 3, 9: 12, 10: 2, 11: 40})
    shown = list(all_of(front))
    assert len(shown) == len(set(shown))
    if number <= 12:
        assert set(shown) == set(range(number))


def test_lay_out_front__one_piece_leads_alone() -> None:
    front = lay_out_front(pool=pieces(1), sections=SECTIONS, comment_counts={})
    assert front.lead
    assert not any([front.river, front.opinion, front.most_discussed, front.blocks, front.more])


def test_lay_out_front__the_newest_piece_that_is_no_opinion_leads() -> None:
    front = lay_out_front(pool=pieces(6, sections=(4, 4, 1)), sections=SECTIONS, comment_counts={})
    assert front.lead
    assert front.lead.article_id == 2
    assert {view.article_id for view in front.opinion} == {0, 1, 3, 4}


def test_lay_out_front__where_there_is_only_opinion_it_leads() -> None:
    front = lay_out_front(pool=pieces(3, sections=(4,)), sections=SECTIONS, comment_counts={})
    assert front.lead
    assert front.lead.article_id == 0


def test_lay_out_front__what_is_discussed_most_stands_first_and_two_are_no_list() -> None:
    many = lay_out_front(
        pool=pieces(12, sections=(1, 2)), sections=SECTIONS, comment_counts={8: 1, 9: 30, 10: 5}
    )
    assert [view.article_id for view in many.most_discussed] == [9, 10, 8]
    few = lay_out_front(pool=pieces(12, sections=(1, 2)), sections=SECTIONS, comment_counts={8: 1, 9: 30})
    assert not few.most_discussed


def test_lay_out_front__a_section_has_a_block_of_its_own_only_when_it_fills_one() -> None:
    front = lay_out_front(pool=pieces(10, sections=(1, 1, 1, 1, 2)), sections=SECTIONS, comment_counts={})
    assert [block.section.name for block in front.blocks] == ["Politics"]


@pytest.mark.parametrize("number", [1, 3, 6, 12, 30])
def test_front_page__is_drawn_in_a_fixed_number_of_queries(
    number: int, front: FrontPage, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ada = operations.add_author(name="Ada Lindqvist")
    sections = [
        operations.ensure_section(title=title, is_opinion=title == "Opinion")
        for title in ("Politics", "Opinion", "Harbour")
    ]
    for place in range(number):
        publish(sections[place % 3], headline=f"Piece {place}", authors=[ada])
    client.get("/")
    with django_assert_max_num_queries(13):
        page = client.get("/").content.decode()
    assert page.count("<h2") >= 1
    assert page.count(">Piece 0</a>") <= 1


def test_front_page__opinion_shows_who_signs_it(front: FrontPage, client: Client) -> None:
    opinion = operations.ensure_section(title="Opinion", is_opinion=True)
    politics = operations.ensure_section(title="Politics")
    ada = operations.add_author(name="Ada Lindqvist")
    publish(politics, headline="Leads")
    publish(opinion, headline="I think so", authors=[ada])
    page = client.get("/").content.decode()
    assert '<span class="portrait" aria-hidden="true">A</span>' in page
    assert '<p class="who">Ada Lindqvist</p>' in page
