"""The search page: the open part of every piece, whoever asks."""

from http.client import UNPROCESSABLE_ENTITY

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.articles import queries
from masthead.articles.errors import SearchIsTooLong, SearchIsTooShort
from masthead.articles.forms import SearchForm


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET or None)
    context: dict[str, object] = {"form": form, "words": ""}
    status = 200
    if form.is_bound and form.is_valid():
        words, sieve = form.cleaned_data["q"], form.sieve()
        context |= {"words": words[: queries.LONGEST], "more": form.question()}
        if words or sieve.narrows:
            try:
                context["shelf"] = queries.search(
                    words=words,
                    sieve=sieve,
                    before=queries.Cursor.parse(request.GET.get("before", "")),
                )
            except (SearchIsTooShort, SearchIsTooLong) as no:
                context["sentence"], status = str(no), no.status
    elif form.is_bound:
        context["words"], status = form.data.get("q", "")[: queries.LONGEST], UNPROCESSABLE_ENTITY
    response = render(request, "articles/search.html", context, status=status)
    response["Cache-Control"] = "public, no-cache"
    return response
