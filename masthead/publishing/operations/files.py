"""Where the files of a piece stand: on which side of its gate, so that each is served to whom it is for."""

from collections.abc import Mapping

from masthead.publishing.models import ArticleFile, PublicView
from masthead.publishing.render_body import RenderedBody, media_files


def record_files(view: PublicView, rendered: RenderedBody) -> None:
    """Record every file the piece shows, and whether it is behind the gate."""
    is_public = set(rendered.files_before)
    if view.is_free:
        is_public |= rendered.files_after
    is_public |= files_of_picture(view.image)
    for author in view.authors:
        is_public |= media_files(author.get("portrait", {}).get("src", ""))
    ArticleFile.objects.filter(article_id=view.article_id).delete()
    ArticleFile.objects.bulk_create(
        ArticleFile(article_id=view.article_id, path=path, behind_gate=path not in is_public)
        for path in sorted(is_public | rendered.files_after)
    )


def files_of_picture(image: Mapping[str, object]) -> frozenset[str]:
    """The files of a lead picture in all its sizes, as a public view holds it."""
    sizes = (media_files(size["src"]) for size in image.values() if isinstance(size, dict))
    return frozenset[str]().union(*sizes)
