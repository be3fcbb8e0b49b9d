from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
BACK = (
    (SQL / "review.sql")
    .read_text()
    .partition("REVOKE ALL ON FUNCTION")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


def add(apps, schema_editor):
    """Beside the other rules about who is near to whom; the systemförvaltare changes it."""
    apps.get_model("review", "ReviewRule").objects.create(
        code="samma_adress", name="Samma adress som den som läste", alerts=True, order=2
    )


def take_away(apps, schema_editor):
    apps.get_model("review", "ReviewRule").objects.filter(code="samma_adress").delete()


class Migration(migrations.Migration):
    """A reading about somebody who lives where the reader lives is reviewed."""

    dependencies = [("review", "0001_review"), ("staff", "0010_home_address")]
    operations = [
        migrations.RunSQL((SQL / "same_address.sql").read_text(), BACK),
        migrations.RunPython(add, take_away),
    ]
