from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "extract.sql"


class Migration(migrations.Migration):
    """The function that reads everything about one person."""

    initial = True
    dependencies = [("disposal", "0002_promises")]
    operations = [migrations.RunSQL(SQL.read_text(), "DROP FUNCTION extract_person(bigint);")]
