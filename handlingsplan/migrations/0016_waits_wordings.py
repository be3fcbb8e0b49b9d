import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
TEXTS = {
    "waits": "Väntar",
    "waits_papers": "Väntar på papper",
    "waits_place": "Väntar på plats",
    "waits_time": "Väntar på tid",
}


def add(apps, schema_editor):
    """What an activity waits for, in the languages that the plan is printed in."""
    wording = apps.get_model("handlingsplan", "PlanWording")
    for file in sorted(FOLDER.glob("*.json")):
        words = json.loads(file.read_text())
        for text, swedish in TEXTS.items():
            wording.objects.get_or_create(
                language=file.stem,
                text=text,
                defaults={"code": f"{file.stem}-{text}", "swedish": swedish, "words": words[text]},
            )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0015_paper_reference")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
