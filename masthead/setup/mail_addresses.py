"""What an EMAIL_URL may be, and Django's settings for it: the mailbox page, none, SMTP, or a provider's API.

A provider's address is its name, its key and what else it wants to know: `postmark://KEY`,
`mailgun://KEY?sender_domain=mg.magazine.example`. django-anymail speaks to them; its documentation describes
the options of each under "Supported ESPs".
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_email_url
from marshmallow import ValidationError

SMTP = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
SECONDS = 20  # for one connection, however mail leaves


@dataclass(frozen=True)
class Provider:
    """What anymail must know: the names of its keys, in the order of the address, and of its options."""

    keys: tuple[str, ...] = ("api_key",)
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ("api_url",)
    library: str = ""

    def example(self, name: str) -> str:
        options = "&".join(f"{option}=…" for option in self.must)
        return f"{name}://{':'.join(key.upper() for key in self.keys)}{'?' if options else ''}{options}"


PROVIDERS = {
    "amazon-ses": Provider(
        keys=("access_key_id", "secret_access_key"),
        must=("region_name",),
        may=("configuration_set_name",),
        library="boto3",
    ),
    "brevo": Provider(),
    "mailersend": Provider(keys=("api_token",)),
    "mailgun": Provider(may=("api_url", "sender_domain")),
    "mailjet": Provider(keys=("api_key", "secret_key")),
    "mailtrap": Provider(keys=("api_token",), may=("api_url", "sandbox_id")),
    "mandrill": Provider(),
    "postal": Provider(must=("api_url",), may=()),
    "postmark": Provider(keys=("server_token",), may=("api_url", "message_stream")),
    "resend": Provider(),
    "scaleway": Provider(keys=("secret_key",), must=("project_id",), may=("api_url", "region")),
    "sendgrid": Provider(),
    "sparkpost": Provider(may=("api_url", "subaccount")),
    "unisender-go": Provider(must=("api_url",), may=()),
}


def check(address: str) -> None:
    """Check that `address` says how mail leaves.

    :raises ValidationError: it does not; with what would do
    """
    if address in {"mailbox", "none"}:
        return
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    if scheme in PROVIDERS:
        _check_provider(scheme, address)
    elif scheme not in SMTP:
        raise ValidationError(
            "use mailbox (demonstration only), none, smtp+tls://user:password@host:587, or a provider's name "
            f"and key such as postmark://KEY ({', '.join(PROVIDERS)})."
        )


def _check_provider(name: str, address: str) -> None:
    provider, (keys, options) = PROVIDERS[name], _parts(address)
    if len(keys) != len(provider.keys) or not all(keys) or set(provider.must) - set(options):
        raise ValidationError(f"{name} is addressed as {provider.example(name)}.")
    if unknown := sorted(set(options) - {*provider.must, *provider.may}):
        raise ValidationError(
            f"{name} has no option {unknown[0]}; it has {', '.join(sorted((*provider.must, *provider.may)))}."
        )
    if provider.library and not find_spec(provider.library):
        raise ValidationError(f"{name} needs a library more: pip install {provider.library}.")


def settings_of(address: str) -> dict[str, Any]:
    """Django's mail settings for a checked EMAIL_URL."""
    if address == "none":  # nothing is handed to it; what should leave waits
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if address == "mailbox":
        return {"EMAIL_BACKEND": "masthead.notices.mailbox.EmailBackend"}
    name = urlsplit(address).scheme
    if name in PROVIDERS:
        return _settings_of_provider(name, address)
    settings: dict[str, Any] = dict(dj_email_url.parse(address))
    settings.pop("EMAIL_FILE_PATH", None)
    settings["EMAIL_BACKEND"] = "masthead.notices.smtp.EmailBackend"
    settings["EMAIL_TIMEOUT"] = SECONDS
    return settings


def is_provider(address: str) -> bool:
    """Whether mail leaves by a provider's API rather than by SMTP."""
    return urlsplit(address).scheme in PROVIDERS


def _settings_of_provider(name: str, address: str) -> dict[str, Any]:
    keys, options = _parts(address)
    facts: dict[str, Any] = dict(zip(PROVIDERS[name].keys, keys, strict=True)) | options
    if name == "amazon-ses":  # its library takes these, not anymail
        taken = {"region_name": facts.pop("region_name")}
        taken |= {f"aws_{key}": facts.pop(key) for key in PROVIDERS[name].keys}
        facts["client_params"] = taken
    prefix = name.upper().replace("-", "_")
    return {
        "EMAIL_BACKEND": f"anymail.backends.{name.replace('-', '_')}.EmailBackend",
        "ANYMAIL": {
            "REQUESTS_TIMEOUT": SECONDS,
            **{f"{prefix}_{option.upper()}": value for option, value in facts.items()},
        },
    }


def _parts(address: str) -> tuple[list[str], dict[str, str]]:
    """The keys and the options. A key keeps its capitals, so it is not read as a host's name."""
    parts = urlsplit(address)
    keys = [unquote(key) for key in parts.netloc.rstrip("@").split(":")]
    return keys, dict(parse_qsl(parts.query, keep_blank_values=True))
