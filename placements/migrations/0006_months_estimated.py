from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """The months that wait for confirmation, written so that PostgreSQL knows how few a supervision has."""

    dependencies = [("placements", "0005_unended_employments")]
    operations = [
        migrations.RunSQL(
            (SQL / "unconfirmed_months_estimated.sql").read_text(),
            (SQL / "unconfirmed_months.sql").read_text().replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        ),
    ]
