"""The search page: the open part of every piece, and the whole of those the reader may read to the end."""

from collections.abc import Set as AbstractSet
from http.client import UNPROCESSABLE_ENTITY

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.kit import incoming
from masthead.paywall import gate
from masthead.paywall.decide import Level
from masthead.reading.errors import SearchIsTooLong, SearchIsTooShort
from masthead.reading.forms import SearchForm
from masthead.reading.queries import search as searching
from masthead.reading.queries import snippets


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    readable_levels = gate.readable_levels_for(request, now=timezone.now())
    response = search_page_for(request, readable_levels)
    shared = readable_levels <= {Level.PUBLIC}
    response["Cache-Control"] = "public, no-cache" if shared else "private, no-store"
    return response


def search_page_for(request: HttpRequest, readable_levels: AbstractSet[Level]) -> HttpResponse:
    """The search page of a reader to whom pieces of the levels in `readable_levels` are open to their end."""
    form = SearchForm(incoming.query_fields(request) or None)
    context: dict[str, object] = {
        "form": form,
        "words": "",
        "searches_full_text": readable_levels >= set(Level),
    }
    status = 200
    if form.is_bound and form.is_valid():
        words, search_filter = form.cleaned_data["q"], form.search_filter()
        context |= {"words": words[: searching.MAX_QUERY_LENGTH], "query_string": form.query_string()}
        if words or search_filter.is_set:
            try:
                list_page = searching.search_articles(
                    words=words,
                    search_filter=search_filter,
                    readable_levels=readable_levels,
                    before=incoming.query(request).cursor("before"),
                )
                shown = snippets.snippets(views=list_page.views, words=words, readable_levels=readable_levels)
                context |= {
                    "list_page": list_page,
                    "hits": [(view, shown.get(view.article_id)) for view in list_page.views],
                }
            except (SearchIsTooShort, SearchIsTooLong) as no:
                context["sentence"], status = str(no), no.status
    elif form.is_bound:
        context["words"], status = form.data.get("q", "")[: searching.MAX_QUERY_LENGTH], UNPROCESSABLE_ENTITY
    return render(request, "reading/search.html", context, status=status)
