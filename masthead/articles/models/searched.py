"""What a search looks at beside the public view: the whole text, for those who may read it."""

from django.db import models


class SearchedBody(models.Model):
    """The whole text of a published piece, to be searched by those who may read all of it.

    Who that is, the level on its public view says, which every change of access writes in the same moment.
    """

    article = models.OneToOneField(
        "articles.ArticlePage", primary_key=True, on_delete=models.CASCADE, related_name="searched_body"
    )
    text = models.TextField()  # as it is written: passages are shown from it
    folded = models.TextField()  # as it is compared: `queries.fold`, with headline, names and tags
