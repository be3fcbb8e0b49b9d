from django.db import migrations

# Our own words, in plain Swedish; no licensed instrument.
LOW, HIGH = "Stämmer inte alls", "Stämmer helt"
QUESTIONS = [
    ("vet_vad", "Jag vet vad jag vill arbeta med eller studera", "Vet vad hen vill arbeta med eller studera"),
    ("tror_pa", "Jag tror att jag kan få ett arbete", "Tror själv att hen kan få ett arbete"),
    ("vardag", "Min vardag fungerar så att jag kan arbeta eller studera", "Har en vardag som går ihop med arbete"),
    ("rutiner", "Jag kan hålla de tider som ett arbete kräver", "Kan hålla de tider som ett arbete kräver"),
    ("sprak", "Jag förstår och blir förstådd på en arbetsplats", "Förstår och blir förstådd på en arbetsplats"),
    ("soka", "Jag vet hur jag söker arbete eller utbildning", "Vet hur man söker arbete eller utbildning"),
    ("kontakter", "Jag känner människor som kan hjälpa mig att hitta arbete", "Har kontakter som kan leda till arbete"),
    ("kunna", "Jag kan visa vad jag kan", "Kan visa vad hen kan"),
]


def add(apps, schema_editor):
    """The set that everybody starts with: eight statements, 1–5, every eighth week."""
    asked = apps.get_model("handlingsplan", "ProgressSet").objects.create(
        code="steg",
        name="Mina steg",
        lead="Det finns inget rätt svar. Välj det som stämmer för dig just nu.",
        interval_weeks=8,
    )
    version = apps.get_model("handlingsplan", "ProgressVersion").objects.create(set=asked, number=1)
    question = apps.get_model("handlingsplan", "ProgressQuestion")
    for order, (code, own, about) in enumerate(QUESTIONS, start=1):
        question.objects.create(
            version=version,
            code=code,
            order=order,
            own_wording=own,
            about_wording=about,
            lowest=1,
            highest=5,
            lowest_words=LOW,
            highest_words=HIGH,
        )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0006_progress")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
