import datetime as dt

from django.db import migrations
from django.utils.text import slugify

# An own short list in plain words, in the fields that Arbetsförmedlingen sorts occupations into; the systemförvaltare
# completes it. Field: occupations.
OCCUPATIONS = {
    "Administration och ekonomi": [
        "Administratör", "Ekonomiassistent", "Kontorist", "Kundtjänstmedarbetare", "Löneassistent", "Receptionist",
        "Redovisningsekonom",
    ],
    "Bygg och anläggning": [
        "Anläggningsarbetare", "Betongarbetare", "Byggnadsplåtslagare", "Elektriker", "Golvläggare",
        "Grävmaskinist", "Målare", "Murare", "Snickare", "Ställningsbyggare", "Takmontör", "VVS-montör",
    ],
    "Data och it": ["It-supporttekniker", "Programmerare", "Webbutvecklare"],
    "Försäljning och butik": [
        "Butiksmedarbetare", "Butikssäljare, fackhandel", "Kassapersonal", "Säljare, företag", "Telefonförsäljare",
        "Varuplockare",
    ],
    "Hantverk": ["Finsnickare", "Frisör", "Guldsmed", "Skomakare", "Skräddare", "Sömmare", "Tapetserare"],
    "Hotell, restaurang och kök": [
        "Bagare", "Barista", "Bartender", "Diskare", "Hotellstädare", "Kafébiträde", "Kallskänka", "Kock", "Konditor",
        "Måltidsbiträde", "Pizzabagare", "Restaurangbiträde", "Servitör",
    ],
    "Industri": [
        "CNC-operatör", "Industrimekaniker", "Lackerare", "Livsmedelsarbetare", "Maskinoperatör", "Montör",
        "Paketerare", "Slaktare", "Svetsare", "Verkstadsarbetare",
    ],
    "Kultur, media och fritid": ["Fritidsledare", "Fotograf", "Journalist", "Tränare"],
    "Lager och transport": [
        "Brevbärare", "Budbilsförare", "Bussförare", "Lagerarbetare", "Lastbilsförare", "Taxiförare",
        "Tidningsbud", "Truckförare",
    ],
    "Naturbruk": ["Djurskötare", "Lantarbetare", "Skogsarbetare", "Trädgårdsanläggare", "Trädgårdsarbetare"],
    "Pedagogik": ["Barnskötare", "Elevassistent", "Förskollärare", "Lärare", "Modersmålslärare", "Studiehandledare"],
    "Service och fastighet": [
        "Fastighetsskötare", "Flyttarbetare", "Fönsterputsare", "Lokalvårdare", "Parkarbetare", "Tolk", "Tvätteriarbetare",
        "Vaktmästare", "Väktare", "Återvinningsarbetare",
    ],
    "Teknik och fordon": ["Bilmekaniker", "Cykelreparatör", "Däckmontör", "Rekonditionerare", "Servicetekniker"],
    "Vård och omsorg": [
        "Boendestödjare", "Personlig assistent", "Sjuksköterska", "Skötare, psykiatri", "Stödassistent", "Tandsköterska",
        "Undersköterska", "Vårdbiträde",
    ],
}  # fmt: skip
# Field: skills.
SKILLS = {
    "Dator": ["Bildbehandling", "E-post och internet", "Kalkylprogram", "Kassasystem", "Ordbehandling"],
    "Bevis och utbildningar": [
        "Heta arbeten", "Hjärt- och lungräddning", "Hygienutbildning livsmedel", "Liftutbildning", "Motorsågskörkort",
        "Röjsågskörkort", "Truckutbildning", "Yrkeskompetensbevis (YKB)",
    ],
    "Praktiskt": [
        "Cykelreparation", "Handarbete och sömnad", "Laga mat för många", "Möbelrenovering", "Måla och tapetsera",
        "Odling", "Städa", "Svetsa", "Snickra",
    ],
    "Med andra": [
        "Arbeta i grupp", "Arbeta med barn", "Arbeta med djur", "Arbeta med äldre", "Handleda andra", "Kundbemötande",
        "Leda arbete", "Tala inför andra",
    ],
}  # fmt: skip
FROM = dt.date(2000, 1, 1)


def add(apps, schema_editor):
    """Starting values; the systemförvaltare changes them."""
    competence = apps.get_model("participants", "Competence")
    for kind, fields in (("yrke", OCCUPATIONS), ("fardighet", SKILLS)):
        for field, names in fields.items():
            for name in names:
                competence.objects.create(code=slugify(name), name=name, kind=kind, field=field, valid_from=FROM)
    area = apps.get_model("participants", "KartlaggningArea")
    if not area.objects.filter(code="kompetens").exists():
        question = "Vad är du bra på? Vad brukar andra fråga dig om?"
        # Beside the work history where the municipality has not ordered its areas anew.
        after = area.objects.filter(code="erfarenhet").first()
        area.objects.create(
            code="kompetens", name="Styrkor och kompetenser", question=question, order=after.order if after else 2
        )


class Migration(migrations.Migration):
    dependencies = [("participants", "0016_kartlaggning_facts")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
