import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "translations"


def add(apps, schema_editor):
    """The heading of the steps, in the languages that the plan is printed in."""
    wording = apps.get_model("handlingsplan", "PlanWording")
    for file in sorted(FOLDER.glob("*.json")):
        words = json.loads(file.read_text())["steps"]
        wording.objects.get_or_create(
            language=file.stem,
            text="steps",
            defaults={"code": f"{file.stem}-steps", "swedish": "Mina steg", "words": words},
        )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0020_question_sets")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
