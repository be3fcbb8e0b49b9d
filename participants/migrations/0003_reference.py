import datetime as dt

from django.db import migrations

# Remittents and their rules (domain.md section 3): code, name, kind, regime, at least, below, quota, own initiative, AF.
SOURCES = [
    ("af", "Arbetsförmedlingen", "anvisning", "arbetsmarknad", 16, None, None, False, True),
    ("vuxenenheten", "Socialtjänsten, Vuxenenheten", "anvisning", "socialtjanst", 16, None, None, False, False),
    ("kaa", "KAA", "hanvisning", "kaa", None, 20, None, False, False),
    ("omsorgskontoret", "Omsorgskontoret", "anvisning", "arbetsmarknad", 16, 30, 60, True, False),
    ("etablering", "Etablering", "anvisning", "arbetsmarknad", 18, None, None, False, True),
]
# Areas of the kartläggning: code, name, question, sensitive.
AREAS = [
    ("utbildning", "Utbildning", "Vad har du gått för skolor och kurser?", False),
    ("erfarenhet", "Arbetslivserfarenhet", "Vad har du arbetat med, här och i andra länder?", False),
    ("sprak", "Språk", "Vilka språk talar, läser och skriver du?", False),
    ("digital", "Digital vana", "Vad gör du själv med mobil, dator och e-legitimation?", False),
    ("korkort", "Körkort", "Har du körkort, eller vill du ta det?", False),
    ("mal", "Mål och intressen", "Vad vill du arbeta med? Vad tycker du om att göra?", False),
    ("boende", "Boende och ekonomi", "Hur bor du, och hur går det med ekonomin?", True),
    ("halsa", "Hälsa", "Hur mår du, och vad behöver du för att kunna arbeta?", True),
    ("hinder", "Hinder", "Finns det något annat som gör det svårt att arbeta just nu?", True),
]


def add(apps, schema_editor):
    """Starting values; the systemförvaltare changes them."""
    source = apps.get_model("participants", "Source")
    for code, name, kind, regime, least, below, quota, own, af in SOURCES:
        source.objects.create(
            code=code,
            name=name,
            kind=kind,
            regime=regime,
            min_age=least,
            below_age=below,
            quota=quota,
            own_initiative=own,
            has_af_programme=af,
            valid_from=dt.date(2000, 1, 1),
        )
    area = apps.get_model("participants", "KartlaggningArea")
    for order, (code, name, question, sensitive) in enumerate(AREAS, start=1):
        area.objects.create(code=code, name=name, question=question, sensitive=sensitive, order=order)


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_promises")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
