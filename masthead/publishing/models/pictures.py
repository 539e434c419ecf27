"""Pictures and their sizes."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from masthead.kit.transactions import FilesInsideTransaction, ensure_no_transaction
from masthead.publishing.picture_files import (
    BODY_SIZES,
    DESK_SIZE,
    LEAD_SIZES,
    PORTRAIT_SIZE,
    cleaned_picture,
    small_source,
)
from masthead.theme.operations import LOGO_SIZE

SIZES = (*LEAD_SIZES.values(), *BODY_SIZES, PORTRAIT_SIZE, LOGO_SIZE, DESK_SIZE)


class PictureFile(WagtailImageFieldFile):
    """The file of a picture. Nothing comes into the media folder through it that was not drawn anew."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Store `content`, drawn anew, under its own suffix.

        :raises PictureRefused: it is not a picture of a kind we take
        """
        clean = cleaned_picture(content, name=name)
        super().save(str(clean.name), clean, save=save)


class PictureFileField(WagtailImageField):
    """The one way in for pictures, whoever stores them: our operations, the desk's forms, a shell."""

    attr_class = PictureFile

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", arguments, options


class Picture(AbstractImage):
    """An uploaded picture. What it knew about its camera and place is removed on the way in."""

    file = PictureFileField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "description",
        "credit",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    # Sizes whose files are stored and whose rows are not; None: nobody has looked.
    _sizes_to_store: "list[PictureRendition] | None" = None
    _is_new_file = False

    def store_files(self) -> None:
        """Store the file of this picture and of each of its sizes; `save` then writes the rows.

        :raises PictureRefused: it is not a picture of a kind we take
        :raises FilesInsideTransaction: there is something to store, and a transaction is open
        """
        if self._sizes_to_store is not None:
            return
        if not self.file._committed:  # noqa: SLF001 - Django's name for "not stored yet"
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
            self._is_new_file = True
        self._sizes_to_store = self._drawn_sizes(all_of_them=self._is_new_file)
        self.file.close()

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Store the picture with every size that a page shows of it, or nothing at all.

        The desk stores rows itself, so this stands here: publishing finds every size and draws none.
        """
        if update_fields is not None:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        self.store_files()
        sizes, is_new = self._sizes_to_store or [], self._is_new_file
        try:
            with transaction.atomic():
                super().save(*args, **kwargs)
                if is_new:
                    self.renditions.all().delete()
                self._store_rows(sizes)
        except BaseException:
            _delete_files(self.file if is_new else None, *(size.file for size in sizes))
            raise
        self._sizes_to_store, self._is_new_file = None, False

    def draw_missing_sizes(self) -> None:
        """Draw what a page may show of this picture and is not there: after an upgrade or a restore.

        :raises FilesInsideTransaction: a size is missing while a transaction is open
        """
        if sizes := self._drawn_sizes(all_of_them=False):
            with transaction.atomic():
                self._store_rows(sizes)

    def create_rendition(self, filter: Filter) -> Any:  # noqa: A002 - Wagtail's name
        """The size is drawn and stored, then its row is written; who wrote it first keeps theirs."""
        ensure_no_transaction(FilesInsideTransaction)
        drawn = self._drawn_size(filter, None)
        row, is_new = self.renditions.get_or_create(
            filter_spec=drawn.filter_spec,
            focal_point_key=drawn.focal_point_key,
            defaults={"file": drawn.file},
        )
        if not is_new:
            _delete_files(drawn.file)
        return row

    def create_renditions(self, *filters: Filter) -> Any:
        return {one: self.create_rendition(one) for one in filters}

    def _drawn_sizes(self, *, all_of_them: bool) -> "list[PictureRendition]":
        """Sizes drawn and stored as files, without their rows."""
        wanted = [Filter(spec=spec) for spec in SIZES]
        if self.pk and not all_of_them:
            present = set(self.renditions.values_list("filter_spec", "focal_point_key"))
            wanted = [one for one in wanted if (one.spec, one.get_cache_key(self)) not in present]
        if wanted:
            ensure_no_transaction(FilesInsideTransaction)
        source = None
        if len(wanted) > 1 and not self.has_focal_point():  # which is counted in pixels of the original
            with self.open_file() as original:
                source = small_source(original)
        return [self._drawn_size(size, source) for size in wanted]

    def _drawn_size(self, size: Filter, source: bytes | None) -> "PictureRendition":
        drawn = self.generate_rendition_file(
            size, source=None if source is None else File(BytesIO(source), name=self.file.name)
        )
        row = PictureRendition(filter_spec=size.spec, focal_point_key=size.get_cache_key(self))
        row.file.save(drawn.name, drawn, save=False)
        drawn.close()
        return row

    def _store_rows(self, sizes: "list[PictureRendition]") -> None:
        for row in sizes:
            row.image = self
        PictureRendition.objects.bulk_create(sizes, ignore_conflicts=True)


def _delete_files(*files: Any) -> None:
    for file in files:
        if file:
            file.storage.delete(file.name)


class PictureRendition(AbstractRendition):
    """One size of a picture, as a page shows it."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
