import datetime as dt

from django.db import migrations

START = dt.date(2000, 1, 1)
# Forms of employment (domain.md section 4).
SCHEMES = [
    dict(
        code="ami",
        name="AMI-anställning",
        max_months=24,
        total_max_months=24,
        requires_plan=True,
        requires_supervisor=True,
        exclusive=True,
        follow_up_months=12,
        regular=False,
        subsidised=True,
        las="ask_hr",
        breach_refuses=True,
    ),
    dict(
        code="ama",
        name="Arbetsmarknadsanställning",
        max_months=12,
        requires_plan=True,
        requires_kartlaggning=True,
        requires_internship=True,
        requires_supervisor=True,
        exclusive=True,
        regular=False,
        subsidised=True,
        las="ask_hr",
        breach_refuses=True,
    ),
    dict(code="nystartsjobb", name="Nystartsjobb", max_months=24, subsidised=True),
    dict(code="introduktionsjobb", name="Introduktionsjobb", max_months=12, total_max_months=24, subsidised=True),
    dict(code="etableringsjobb", name="Etableringsjobb", max_months=24, subsidised=True),
    dict(code="lonebidrag_anstallning", name="Lönebidrag för anställning", max_months=48, subsidised=True),
    dict(code="lonebidrag_utveckling", name="Lönebidrag för utveckling", max_months=12, subsidised=True, las="exempt"),
    dict(code="lonebidrag_trygghet", name="Lönebidrag för trygghet", subsidised=True),
    dict(code="osa", name="Offentligt skyddat arbete", subsidised=True, regular=False, las="exempt"),
    dict(code="vanlig", name="Anställning utan stöd"),
]
# Kinds of internship and their longest time (domain.md sections 3 and 4).
KINDS = [
    ("praktik", "Praktik", 6),
    ("praktik_ungdom", "Praktik inom jobbgarantin för ungdomar", 3),
    ("arbetstraning", "Arbetsträning", 6),
    ("arbetstraning_job", "Arbetsträning efter 450 dagar i JOB", 12),
    ("sprakpraktik", "Språkpraktik", 6),
]


def add(apps, schema_editor):
    """Starting values; the systemförvaltare changes them."""
    scheme = apps.get_model("placements", "Scheme")
    for values in SCHEMES:
        scheme.objects.create(valid_from=START, **values)
    kind = apps.get_model("placements", "InternshipKind")
    for order, (code, name, months) in enumerate(KINDS, start=1):
        kind.objects.create(code=code, name=name, max_months=months, order=order)


class Migration(migrations.Migration):
    dependencies = [("placements", "0002_promises")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
