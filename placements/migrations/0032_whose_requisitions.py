from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0031_next_step_asked'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "waiting_requisitions_of_whom.sql").read_text(),
            "DROP VIEW placements_waitingrequisition;" + (SQL / "waiting_requisitions.sql").read_text(),
        ),
    ]
