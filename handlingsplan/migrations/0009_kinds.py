from django.db import migrations

# The kinds that were missing or named too widely (domain.md section 3).
RENAMED = {"coachning": ("Coachning", "Individuell coachning"), "cv": ("CV och ansökan", "CV-kurs och ansökan")}
ADDED = ("coachning_grupp", "Coachning i grupp")


def add(apps, schema_editor):
    """A name that the systemförvaltare has chosen stands."""
    kind = apps.get_model("handlingsplan", "ActivityKind")
    for code, (old, new) in RENAMED.items():
        kind.objects.filter(code=code, name=old).update(name=new)
    code, name = ADDED
    beside = kind.objects.filter(code="coachning").values_list("order", flat=True).first()
    kind.objects.get_or_create(code=code, defaults={"name": name, "order": beside or 0})


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0008_waiting_for")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
