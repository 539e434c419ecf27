"""What editors upload and readers search for: shape and spelling only."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.images.forms import BaseImageForm

from masthead.articles import operations
from masthead.articles.errors import NotAPicture


class PictureForm(BaseImageForm):
    """Wagtail's form for pictures: what comes in is drawn anew, and reaches the pieces that show it."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        try:
            return operations.cleaned_picture(file, name=file.name)
        except NotAPicture as no:
            raise ValidationError(str(no), code=no.code) from None

    def save(self, commit: bool = True) -> Any:
        was_there = self.instance.pk is not None
        picture = super().save(commit=commit)
        if commit and was_there:
            operations.redraw_pieces_with(picture=picture, now=timezone.now())
        return picture
