"""The search document: the whole text of a piece, searched for readers who may read all of it."""

from django.db import models


class SearchDocument(models.Model):
    """The whole text of a published piece, to be searched by those who may read all of it.

    Who may, is the level on its public view, which every change of access updates in the same transaction.
    """

    article = models.OneToOneField(
        "publishing.ArticlePage", primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    text = models.TextField()  # as written: snippets are cut from it
    normalised = models.TextField()  # as it is compared: `kit.search_text.stored_search_text`
    normalised_by = models.PositiveSmallIntegerField(default=0)  # the version of those rules
