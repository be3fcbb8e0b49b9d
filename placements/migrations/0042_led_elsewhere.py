from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [("placements", "0041_requested_before"), ("participants", "0028_found_from_the_case")]

    operations = [
        migrations.RunSQL(
            (SQL / "led_elsewhere.sql").read_text(), "DROP FUNCTION placements_led_elsewhere(bigint, bigint, date);"
        ),
    ]
