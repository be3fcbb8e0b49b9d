from django.db import migrations

# Kinds of activity (domain.md section 3).
KINDS = [
    ("soka_jobb", "Söka jobb"),
    ("coachning", "Coachning"),
    ("studievagledning", "Studie- och yrkesvägledning"),
    ("arbetsterapeut", "Arbetsterapeut"),
    ("sprakstod", "SFI och språkstöd"),
    ("halsa", "Hälsa"),
    ("cv", "CV och ansökan"),
    ("studiebesok", "Studiebesök"),
    ("praktik", "Praktik"),
    ("jobbspar", "Jobbspår"),
    ("validering", "Validering"),
    ("sry", "SRY"),
    ("korkort", "Körkort"),
    ("snickeri", "Intern verkstad: snickeri"),
    ("montering", "Intern verkstad: montering"),
    ("kok", "Intern verkstad: kök"),
    ("somnad", "Intern verkstad: sömnad"),
    ("eget", "Annat"),
]


def add(apps, schema_editor):
    """Starting values; the systemförvaltare changes them."""
    kind = apps.get_model("handlingsplan", "ActivityKind")
    for order, (code, name) in enumerate(KINDS, start=1):
        kind.objects.create(code=code, name=name, order=order)


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
