from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "with_read_log.sql"


class Migration(migrations.Migration):
    """The extract tells who has read about the person."""

    dependencies = [("extract", "0001_initial"), ("audit", "0001_reading")]
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
