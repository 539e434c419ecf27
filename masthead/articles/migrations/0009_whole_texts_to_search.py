from django.db import migrations

from masthead.articles.operations.finishing import plain_text
from masthead.articles.queries import fold


def fill(apps, schema_editor):
    """Those who may read published pieces to their end find them by every word, without a new publication.

    Some at a time, each kept at once, so that nobody who writes meanwhile waits; safe to be run again.
    """
    FinishedBody = apps.get_model("articles", "FinishedBody")
    SearchedBody = apps.get_model("articles", "SearchedBody")
    missing = FinishedBody.objects.filter(article__public_view__live=True, article__searched_body=None)
    while bodies := list(missing.order_by("article_id")[:100]):
        texts = {
            body.article_id: plain_text("\n".join(filter(None, (body.before_gate, body.after_gate, body.notes))))
            for body in bodies
        }
        SearchedBody.objects.bulk_create(
            [SearchedBody(article_id=pk, text=text, folded=fold(text)) for pk, text in texts.items()],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("articles", "0008_members_search_and_gone_addresses")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
