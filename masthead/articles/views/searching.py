"""The search page: the open part of every piece, and the whole of those the reader may read to the end."""

from collections.abc import Set as AbstractSet
from http.client import UNPROCESSABLE_ENTITY

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.articles import queries
from masthead.articles.errors import SearchIsTooLong, SearchIsTooShort
from masthead.articles.forms import SearchForm
from masthead.articles.queries import passages
from masthead.paywall import gate
from masthead.paywall.decisions import Level


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    open_to = gate.levels_open(request, now=timezone.now())
    response = search_among(request, open_to)
    shared = open_to <= {Level.PUBLIC}
    response["Cache-Control"] = "public, no-cache" if shared else "private, no-store"
    return response


def search_among(request: HttpRequest, open_to: AbstractSet[Level]) -> HttpResponse:
    """The search page of a reader to whom pieces of the levels in `open_to` are open to their end."""
    form = SearchForm(request.GET or None)
    context: dict[str, object] = {"form": form, "words": "", "searches_all": open_to >= set(Level)}
    status = 200
    if form.is_bound and form.is_valid():
        words, sieve = form.cleaned_data["q"], form.sieve()
        context |= {"words": words[: queries.LONGEST], "more": form.question()}
        if words or sieve.narrows:
            try:
                shelf = queries.search(
                    words=words,
                    sieve=sieve,
                    open_to=open_to,
                    before=queries.Cursor.parse(request.GET.get("before", "")),
                )
                shown = passages.passages(views=shelf.views, words=words, open_to=open_to)
                context |= {
                    "shelf": shelf,
                    "hits": [(view, shown.get(view.article_id)) for view in shelf.views],
                }
            except (SearchIsTooShort, SearchIsTooLong) as no:
                context["sentence"], status = str(no), no.status
    elif form.is_bound:
        context["words"], status = form.data.get("q", "")[: queries.LONGEST], UNPROCESSABLE_ENTITY
    return render(request, "articles/search.html", context, status=status)
