from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """The line in the totals of employments that cannot be opened."""

    dependencies = [("placements", "0007_warnings_and_supervision"), ("participants", "0012_hide")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "hidden_employments.sql").read_text(),
            "DROP FUNCTION placements_hidden_running(bigint, bigint);",
        )
    ]
