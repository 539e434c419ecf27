"""Two addresses as an article page uses the gate: a piece, and one that is on no meter."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from masthead.paywall import gate
from masthead.paywall.decide import Level, Piece


def piece(request: HttpRequest, level: str, number: int, hard: bool = False) -> HttpResponse:
    now = timezone.now()
    asked = Piece(id=number, level=Level(level), metered=not hard)
    decision = gate.decision_for(request, asked, now=now)
    response = HttpResponse("the whole text" if decision.may_read else "the public view")
    response["Variant"] = decision.variant
    gate.set_cache_headers(response, asked, decision)
    gate.record_reading(request, response, asked, decision, now=now)
    return response


urlpatterns = [
    path("<str:level>/<int:number>/", piece),
    path("hard/<str:level>/<int:number>/", piece, {"hard": True}),
]
