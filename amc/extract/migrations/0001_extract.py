from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "extract.sql"
GONE = "DROP FUNCTION extract_readings(bigint), extract_person(bigint), extract_may_be_given(bigint);"


class Migration(migrations.Migration):
    """The functions that read everything about one person, and everybody who has read it.

    Whatever database it meets: it replaces the functions of that name.
    """

    initial = True
    dependencies = [("disposal", "0002_promises"), ("audit", "0001_reading")]
    operations = [migrations.RunSQL(SQL.read_text(), GONE)]
