"""Which addresses may be the link of a profile. Pure: no database, no clock."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from masthead.people import errors

MAX_LENGTH = 300
_is_web_address = URLValidator(schemes=["http", "https"])


def checked_profile_link(link: str) -> str:
    """The address of a public web page, with its scheme; empty if nothing was typed.

    :raises ProfileLinkRefused: it is something else
    """
    link = link.strip()
    if not link:
        return ""
    if "://" not in link and not link.lower().startswith(("javascript:", "data:", "mailto:", "vbscript:")):
        link = f"https://{link}"
    try:
        _is_web_address(link)
    except ValidationError:
        raise errors.ProfileLinkRefused from None
    host = link.split("://", 1)[1].split("/", 1)[0]
    if len(link) > MAX_LENGTH or "@" in host or "." not in host or not link.isprintable():
        raise errors.ProfileLinkRefused
    return link
