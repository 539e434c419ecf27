"""What editors write and upload: its shape and spelling, and its files stored before anything is locked."""

from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from masthead.kit.desk_forms import DraftForm, OffersBack, ShowsAgain
from masthead.kit.pictures import ACCEPT, PictureIsEmpty, PictureRefused
from masthead.people.models import Person
from masthead.publishing import operations, queries
from masthead.publishing.picture_files import cleaned_picture


class ArticleForm(DraftForm):
    """The piece as its editor sends it. What a draft may lack is asked for at publishing and submitting."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for sentence in operations.missing_on_lead_picture(
                cleaned.get("lead_image"),
                cleaned.get("lead_alternative") or "",
                cleaned.get("lead_credit") or "",
            ):
                self.add_error("lead_image", ValidationError(sentence, code="not-ready"))
        return cleaned

    def save(self, commit: bool = True) -> object:
        if self.instance.pk is None:
            self.instance.live = False  # the engine stores a new page as live before it publishes it
        return super().save(commit=commit)


class PictureField(WagtailImageField):
    """An uploaded picture of any kind we read, whatever its name says: what comes out is drawn anew."""

    default_validators: ClassVar[list[object]] = []  # the engine's go by the suffix

    def to_python(self, data: Any) -> Any:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return cleaned_picture(file, name=str(file.name))
        except PictureRefused as no:
            raise ValidationError(str(no), code=no.code) from None


class AuthorForm(OffersBack):
    """Somebody whose name stands over pieces. The account may be one of those who work here."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "person" in self.fields:  # never a list of every reader
            accounts = cast("forms.ModelChoiceField[Person]", self.fields["person"])
            accounts.queryset = queries.accounts_for_author(self.instance)


class PictureForm(ShowsAgain, BaseImageForm):
    """Wagtail's form for pictures: what comes in is drawn anew, and reaches the pieces that show it."""

    original_file: FieldFile | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if engines := self.fields.get("file"):
            engines.widget.attrs["accept"] = ACCEPT
            self.fields["file"] = PictureField(
                label=engines.label,
                required=engines.required,
                widget=engines.widget,
                error_messages={"empty": PictureIsEmpty.sentence},
            )

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self._errors:
            self.instance.store_files()  # now: the desk saves what is valid inside a transaction

    def save(self, commit: bool = True) -> object:
        replaced: FieldFile | None = self.original_file if "file" in self.changed_data else None
        self.original_file = None  # the engine would delete the new sizes together with the old
        was_there = self.instance.pk is not None
        picture = super().save(commit=commit)
        if commit and was_there:
            operations.rebuild_views_with_picture(picture=picture, now=timezone.now())
        if commit and replaced:
            transaction.on_commit(partial(replaced.storage.delete, str(replaced.name)))
        return picture


class SoundForm(ShowsAgain, BaseDocumentForm):
    """Wagtail's form for documents, which here are sound: the file is stored before the transaction."""

    original_file: FieldFile | None

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self._errors and "file" in self.changed_data:
            file = self.instance.file
            file.save(file.name, file.file, save=False)

    def save(self, commit: bool = True) -> object:
        replaced: FieldFile | None = self.original_file if "file" in self.changed_data else None
        self.original_file = None  # the engine would delete it even if nothing comes of the new one
        sound = super().save(commit=commit)
        if commit and replaced:
            transaction.on_commit(partial(replaced.storage.delete, str(replaced.name)))
        return sound
