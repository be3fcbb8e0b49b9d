import datetime as dt

from django.db import migrations


def add(apps, schema_editor):
    """500 kr a month [S1]."""
    apps.get_model("staff", "PayRate").objects.create(valid_from=dt.date(2000, 1, 1), amount=500)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
