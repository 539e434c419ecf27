"""How the server says no, in Stripe's form."""

from typing import Any


class Failure(Exception):
    """An answer that refuses; `keeps` says that what was written before it stays written."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        keeps: bool = False,
        **about: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        self.error = {
            "type": kind,
            "message": message,
            "code": None,
            "param": None,
            "decline_code": None,
            **about,
        }


def no_such(kind: str, ref: str, param: str = "id") -> Failure:
    """There is no object of this kind with this id."""
    return Failure(f"No such {kind}: '{ref}'", status=404, code="resource_missing", param=param)


def unknown_parameter(name: str) -> Failure:
    """Stripe does not take this parameter here, or the local Stripe does not."""
    message = f"Received unknown parameter: {name} (or one that the local Stripe does not have)"
    return Failure(message, code="parameter_unknown", param=name)


def missing_parameter(name: str) -> Failure:
    """This call wants a parameter that was not sent."""
    return Failure(f"Missing required param: {name}.", code="parameter_missing", param=name)


def invalid(message: str, param: str | None = None, code: str | None = None) -> Failure:
    """A parameter is of the wrong form, or the object is in the wrong state."""
    return Failure(message, code=code, param=param)


def declined(message: str, code: str, decline_code: str | None, **about: Any) -> Failure:
    """The bank said no; the attempt stays on record."""
    return Failure(
        message, status=402, kind="card_error", keeps=True, code=code, decline_code=decline_code, **about
    )
