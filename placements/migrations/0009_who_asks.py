from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """The hidden employments are counted for the user of the transaction alone."""

    dependencies = [("placements", "0008_hidden_employments"), ("participants", "0019_who_asks")]
    operations = [
        migrations.RunSQL(
            (SQL / "who_asks.sql").read_text(),
            (SQL / "hidden_employments.sql").read_text().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        )
    ]
