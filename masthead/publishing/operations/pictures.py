"""Uploaded pictures and audio. Pictures are drawn anew, so that camera, place and hidden data are removed."""

from typing import IO

from django.core.files.base import File as DjangoFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from masthead.people.models import Person
from masthead.publishing.models import Picture
from masthead.publishing.picture_files import cleaned_picture


def add_picture(
    *,
    file: IO[bytes],
    name: str,
    title: str,
    description: str = "",
    credit: str = "",
    by: Person | None = None,
) -> Picture:
    """Store a picture for pieces and portraits; `name` is its file name, `description` what it shows.

    :raises PictureRefused: with the sentence for what is wrong with the file
    :raises FilesInsideTransaction: a transaction is open
    """
    picture = Picture(title=title, description=description, credit=credit, uploaded_by_user=by)
    picture.file = cleaned_picture(file, name=name)  # type: ignore[assignment]  # Django stores what is assigned
    picture.save()
    return picture


def add_audio(*, file: IO[bytes], name: str, title: str, by: Person | None = None) -> AbstractDocument:
    """Store an audio file under its file name; `title` is what the desk calls it.

    :raises FilesInsideTransaction: a transaction is open
    """
    sound: AbstractDocument = get_document_model()(title=title, uploaded_by_user=by)
    sound.file = DjangoFile(file, name=name)
    sound.save()
    return sound
