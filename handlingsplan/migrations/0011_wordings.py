import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "translations"


def add(apps, schema_editor):
    """The translations that are shipped: made by a machine, approved by nobody."""
    from handlingsplan.paper import Language, PaperText

    wording = apps.get_model("handlingsplan", "PlanWording")
    for language in Language:
        words = json.loads((FOLDER / f"{language}.json").read_text())
        for text in PaperText:
            if text in words:
                wording.objects.create(
                    code=f"{language}-{text}",
                    language=language.value,
                    text=text.value,
                    swedish=text.label,
                    words=words[text],
                )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0010_plan_wording")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
