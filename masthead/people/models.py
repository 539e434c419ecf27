"""Accounts: one row per person, known by an e-mail address."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from masthead.kit.email_addresses import normalized_email, readable_email


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=normalized_email(email), **fields)
        person.set_password(password)  # None: nobody signs in by password
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=normalized_email(username or ""))


class Role(models.TextChoices):
    """The staff roles; each is a group of the same name with exactly its rights."""

    PUBLISHER = "publisher", _("Publisher")
    EDITOR = "editor", _("Editor")
    AUTHOR = "author", _("Author")
    MODERATOR = "moderator", _("Moderator")


class Person(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of Wagtail's images
    """Somebody with an account. The e-mail address signs in; the display name is what others see."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    display_name = models.CharField(_("name others see"), max_length=120, blank=True)
    # What the name looks like: case, accents and look-alike letters folded away. Unique when not empty.
    name_key = models.CharField(max_length=80, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # On the public profile, besides the name.
    about = models.CharField(_("a line about yourself"), max_length=200, blank=True)
    link = models.URLField(_("where you write"), max_length=300, blank=True)
    shows_member_since = models.BooleanField(_("say since when I have been a member"), default=False)
    avatar_key = models.CharField(
        max_length=24, blank=True, editable=False
    )  # of the picture; empty: initials
    # A deleted account stays as an anonymous row, for records that the law requires to keep.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Raised whenever access, role or sign-in state changes; passes with a lower one are void.
    access_version = models.PositiveBigIntegerField(default=1)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.UniqueConstraint("name_key", condition=~models.Q(name_key=""), name="one_person_per_name"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.get_short_name()

    def get_full_name(self) -> str:
        return str(self)

    @property
    def first_name(self) -> str:
        """Shown by Wagtail's desk; without this it shows the e-mail address."""
        return str(self)

    def get_short_name(self) -> str:
        """Something to call a person who has not chosen a name: never the address itself."""
        if self.deleted_at is not None:
            return str(_("Former member"))
        return self.display_name or str(_("Reader %(number)s") % {"number": self.pk or ""}).strip()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The staff roles this person holds, read once; a superuser holds them all, a closed account none."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(Role)
        return frozenset(
            Role(name) for name in self.groups.values_list("name", flat=True) if name in Role.values
        )

    @property
    def has_profile(self) -> bool:
        """Whether there is a page about this person that others may see."""
        return bool(self.display_name) and self.is_active

    @property
    def readable_email(self) -> str:
        """The e-mail address as its owner types it: the domain in its own letters."""
        return readable_email(self.email)

    @property
    def initials(self) -> str:
        """One or two capitals for the round mark beside a name."""
        words = [word for word in str(self).replace("-", " ").split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


class Avatar(models.Model):
    """A person's avatar: two small squares, re-encoded from the upload."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="avatar")
    key = models.CharField(max_length=24, unique=True)
    small = models.BinaryField()
    large = models.BinaryField()
    created_at = models.DateTimeField()


class RaisedAccessVersion(models.Model):
    """A person's access version was raised: passes with a lower one are void. Kept longer than a pass lives.

    No foreign key: the pass of an erased account must stay void too.
    """

    person_id = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    raised_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("person_id", "version", name="one_row_per_raise")]


class CodePurpose(models.TextChoices):
    """What a code is for; it is valid for that purpose only."""

    SIGN_IN = "sign-in"
    REAUTHENTICATION = "reauthentication"  # that whoever is signed in can also read the mail
    ADDRESS = "address"  # that the new address is theirs


class EmailCode(models.Model):
    """A code that was mailed to somebody who says an address is theirs, whether or not it has an account."""

    TRIES = 3

    purpose = models.CharField(max_length=16, choices=CodePurpose, default=CodePurpose.SIGN_IN)

    email = models.EmailField(max_length=254)
    code_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")


class AddressChange(models.Model):
    """An account's address was changed, or will be: by its person with a code, or by staff after a wait."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits, and the old address may stop it")
        DONE = "done", _("done")
        UNDONE = "undone", _("undone by the old address")
        STOPPED = "stopped", _("stopped before it happened")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="address_changes")
    old_address = models.EmailField(max_length=254)
    new_address = models.EmailField(max_length=254)
    state = models.CharField(max_length=8, choices=State)
    by_staff = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="waiting"), name="one_pending_change_per_person"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="address_changes_by_due_date"
            ),
            models.Index(fields=["old_address"], condition=models.Q(state="done"), name="replaced_addresses"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.state})"


# Which state may follow which.
ADDRESS_CHANGE_TRANSITIONS = {
    AddressChange.State.WAITING: {AddressChange.State.DONE, AddressChange.State.STOPPED},
    AddressChange.State.DONE: {AddressChange.State.UNDONE},
    AddressChange.State.UNDONE: set[AddressChange.State](),
    AddressChange.State.STOPPED: set[AddressChange.State](),
}


class DataExport(models.Model):
    """A data export: everything we store about a person, in one archive, for a week."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_exports")
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    archive = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
