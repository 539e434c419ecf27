"""What somebody typed into a form of ours whose token is too old to be taken."""

from dataclasses import dataclass

from django.http import HttpRequest

from masthead.kit import incoming

MAX_LENGTH = 300_000  # characters of all fields together: any form of a reader's many times over
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


@dataclass(frozen=True)
class TypedField:
    """One field of the form; `is_shown` where it looks like words that whoever typed them wants to see."""

    name: str
    value: str

    @property
    def is_shown(self) -> bool:
        return any(sign in self.value for sign in " \n@")


def typed_fields(request: HttpRequest) -> list[TypedField] | None:
    """Every field of the form in its order; None when the form is not ours, holds a file, or is too long."""
    if not _came_from_here(request) or request.content_type == "application/json" or incoming.files(request):
        return None
    fields = [
        TypedField(name, str(value))
        for name, values in incoming.form_fields(request).lists()
        for value in values
        if name != TOKEN
    ]
    return fields if fields and sum(len(field.value) for field in fields) <= MAX_LENGTH else None


def _came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it; without its word nobody is believed."""
    said = incoming.headers(request)
    if "Origin" not in said:
        return said.text("Sec-Fetch-Site") == "same-origin"
    return said.text("Origin", most=400) == f"{request.scheme}://{request.get_host()}"
