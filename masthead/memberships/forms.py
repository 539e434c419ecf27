"""What a reader on the way to joining may send along."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 400


def local_path(typed: str) -> str:
    """The path of ours that was asked for, or nothing: nobody is led elsewhere by a crafted link."""
    is_ours = (
        typed.startswith("/")
        and len(typed) <= LONGEST
        and url_has_allowed_host_and_scheme(typed, allowed_hosts=None)
    )
    return typed if is_ours else ""
