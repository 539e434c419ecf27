from django.db import migrations


def place(apps, schema_editor):
    """Every published piece stands in the lists of its authors."""
    PublicView = apps.get_model("articles", "PublicView")
    Listing = apps.get_model("articles", "Listing")
    for view in PublicView.objects.filter(live=True).iterator(chunk_size=500):
        Listing.objects.bulk_create(
            [
                Listing(view=view, kind="author", subject_id=author["id"], placed_at=view.first_published_at)
                for author in view.authors
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    dependencies = [("articles", "0005_reading")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop, elidable=True)]
