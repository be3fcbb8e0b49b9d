import datetime as dt

from django.db import migrations

# The municipality's own, in plain Swedish; units change them into templates of their own.
# Goal (words, sign) and activities (what, kind, party, when, hours a week).
TEMPLATES = [
    (
        "Nyanländ i etableringen",
        "Nyanländ, med lite svenska",
        [
            (
                "Jag vill lära mig svenska så att jag kan …",
                "Jag klarar ett samtal på en arbetsplats.",
                [
                    ("SFI enligt schemat", "sprakstod", "deltagare", "+6 månader", "15.0"),
                    ("Språkkafé", "sprakstod", "deltagare", "varje tisdag i 8 veckor", "2.0"),
                ],
            ),
            (
                "Jag vill använda det jag kan från …",
                "Mina kunskaper är prövade och jag har ett intyg.",
                [
                    ("Vägledning om utbildning och yrke", "studievagledning", "specialist", "+3 veckor", ""),
                    ("Få betyg och yrke bedömda", "validering", "deltagare", "+2 månader", ""),
                    ("Studiebesök på två arbetsplatser", "studiebesok", "deltagare", "+6 veckor", ""),
                ],
            ),
        ],
    ),
    (
        "Ung i KAA",
        "Under 20 år och inte klar med gymnasiet",
        [
            (
                "Jag vill gå tillbaka till skolan eller …",
                "Jag har en plats som jag har valt själv.",
                [
                    ("Samtal med studie- och yrkesvägledare", "studievagledning", "specialist", "+2 veckor", ""),
                    ("Prova på i verkstaden", "snickeri", "deltagare", "varje onsdag i 4 veckor", "6.0"),
                    ("Studiebesök på en skola", "studiebesok", "deltagare", "+4 veckor", ""),
                ],
            ),
            (
                "Jag vill få dagarna att fungera så att …",
                "Jag kommer i tid tre dagar i veckan.",
                [("Individuella samtal", "coachning", "konsulent", "varje fredag i 6 veckor", "1.0")],
            ),
        ],
    ),
    (
        "Långtidsarbetslös",
        "Utan arbete i mer än ett år",
        [
            (
                "Jag vill arbeta som …",
                "Jag har en anställning.",
                [
                    ("CV-kurs", "cv", "deltagare", "+2 veckor", "4.0"),
                    ("Söka jobb tillsammans", "soka_jobb", "deltagare", "varje torsdag i 8 veckor", "4.0"),
                    ("Ta kontakt med arbetsgivare", "soka_jobb", "konsulent", "+3 veckor", ""),
                    ("Praktik", "praktik", "deltagare", "+2 månader", "25.0"),
                ],
            ),
        ],
    ),
    (
        "Arbete med funktionsnedsättning",
        "Under 30 år med funktionsnedsättning, eller behov av anpassning",
        [
            (
                "Jag vill ha ett arbete där jag får …",
                "Jag har prövat två arbetsplatser och vet vad som passar.",
                [
                    ("Bedömning av vad som behöver anpassas", "arbetsterapeut", "specialist", "+4 veckor", ""),
                    ("Pröva uppgifter i verkstaden", "montering", "deltagare", "varje måndag i 6 veckor", "8.0"),
                    ("Pröva lönestöd", "eget", "af", "+2 månader", ""),
                ],
            ),
            (
                "Jag vill må bra nog för att …",
                "Jag orkar de timmar vi har kommit överens om.",
                [("Hälsa och rörelse i grupp", "halsa", "deltagare", "varje tisdag i 8 veckor", "2.0")],
            ),
        ],
    ),
    (
        "Start av AMI-anställning",
        "Ska börja en arbetsmarknadsinsats med anställning",
        [
            (
                "Jag vill under anställningen lära mig …",
                "Min handledare ser att jag klarar uppgifterna.",
                [
                    ("Introduktion på arbetsplatsen", "praktik", "arbetsgivare", "+2 veckor", ""),
                    ("Trepartssamtal om hur det går", "eget", "konsulent", "+1 månad", ""),
                ],
            ),
            (
                "Jag vill efter anställningen …",
                "Jag har sökt arbete eller utbildning innan anställningen slutar.",
                [
                    ("CV med de nya erfarenheterna", "cv", "deltagare", "+6 månader", ""),
                    ("Vägledning om nästa steg", "studievagledning", "specialist", "+6 månader", ""),
                ],
            ),
        ],
    ),
]


def add(apps, schema_editor):
    """Templates that everybody can start with."""
    template = apps.get_model("handlingsplan", "PlanTemplate")
    keys = ("what", "kind", "party", "when", "hours")
    for name, target_group, goals in TEMPLATES:
        said = [
            {"text": text, "sign": sign, "activities": [dict(zip(keys, step, strict=True)) for step in steps]}
            for text, sign, steps in goals
        ]
        template.objects.create(
            name=name, target_group=target_group, content={"goals": said}, valid_from=dt.date(2026, 1, 1)
        )


class Migration(migrations.Migration):
    dependencies = [("handlingsplan", "0013_plan_templates")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
