"""Every way in which a picture is refused."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class PictureRefused(Refusal):
    """A file that cannot stand here as a picture."""

    code = "picture-refused"
    status = 422
    sentence = _("Please choose another picture.")


class PictureIsEmpty(PictureRefused):
    code = "picture-is-empty"
    sentence = _("This file is empty. Please look at it on your own device first, then choose it again.")


class PictureIsUnreadable(PictureRefused):
    code = "no-picture"
    sentence = _(
        "This is not a picture we can read. Please choose a JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or BMP "
        "file."
    )


class PictureIsDamaged(PictureRefused):
    code = "picture-is-damaged"
    sentence = _(
        "This picture is damaged, or its end is missing. Please copy it once more from the camera, or from "
        "whoever sent it."
    )


class PictureKindIsNotTaken(PictureRefused):
    """`kind`: what it is, such as SVG."""

    code = "picture-kind-is-not-taken"
    sentence = _("This is a file of the kind %(kind)s. Please export it as JPEG or PNG and choose that.")


class PictureIsAnimated(PictureRefused):
    code = "picture-moves"
    sentence = _(
        "This picture moves, and here it would stand still. Please save the one moment you want of it."
    )


class PictureHasPages(PictureRefused):
    """`count`: how many."""

    code = "picture-has-pages"
    sentence = _("This file holds %(count)s pictures. Please save the one you want in a file of its own.")


class PictureFileIsTooLarge(PictureRefused):
    """`most`: megabytes."""

    code = "picture-is-too-heavy"
    sentence = _("This file is larger than %(most)s megabytes. Please choose a smaller one.")


class PictureIsTooLarge(PictureRefused):
    """`most`: millions of pixels."""

    code = "picture-is-too-large"
    sentence = _("This picture has more than %(most)s million pixels. Please choose a smaller one.")


class PictureIsTooSmall(PictureRefused):
    """`least`: pixels along the shorter edge."""

    code = "picture-is-too-small"
    sentence = _("This picture is smaller than %(least)s pixels. Please choose a larger one.")
