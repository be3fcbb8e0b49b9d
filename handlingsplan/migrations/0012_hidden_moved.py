from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Protected persons have their line in the steps as in every other total."""

    dependencies = [("handlingsplan", "0011_wordings"), ("participants", "0019_who_asks")]
    operations = [
        migrations.RunSQL(
            (SQL / "hidden_moved.sql").read_text(),
            "DROP FUNCTION handlingsplan_hidden_moved(bigint, bigint, date, date)",
        )
    ]
