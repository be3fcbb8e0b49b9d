from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """The limits and requirements of domain.md section 4, kept by PostgreSQL."""

    dependencies = [("placements", "0001_initial"), ("handlingsplan", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "promises.sql").read_text(),
            """
            DROP TRIGGER internship_supervised ON placements_internship;
            DROP TRIGGER employment_supervised ON placements_employment;
            DROP TRIGGER employment_count_ami ON placements_employment;
            DROP TRIGGER employment_guard ON placements_employment;
            DROP FUNCTION placements_supervised_from_day_one();
            DROP FUNCTION placements_count_ami();
            DROP FUNCTION placements_employment_guard();
            """,
        )
    ]
