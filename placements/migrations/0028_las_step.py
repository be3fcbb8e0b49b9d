from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('placements', '0027_lock_in_and_outcome'),
    ]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "las_step.sql").read_text(),
            "DROP FUNCTION placements_las_step_on(bigint, date);",
        ),
    ]
