"""What allauth asks about passkeys."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from masthead.people.models import Person


class PasskeyAdapter(DefaultMFAAdapter):
    def is_mfa_enabled(self, user: object, types: object = None) -> bool:  # noqa: ARG002 - allauth's signature
        """A passkey is another way in, not a second lock behind the code."""
        return False

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the publication's own host, whatever name the request came by."""
        return {"id": settings.SITE_HOST.rsplit(":", 1)[0], "name": settings.WAGTAIL_SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        """What the browser shows when it asks which passkey to use."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.email, "display_name": str(user)}
