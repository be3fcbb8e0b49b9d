from django.db import migrations

# Starting values; the systemförvaltare changes them. Sensitive where it is about health (domain.md section 3).
KINDS = (
    ("underlag_fk", "Underlag till Försäkringskassan", True),
    ("af_arbetsformaga", "Arbetsförmedlingens bedömning av arbetsförmåga", True),
    ("lakarutlatande", "Läkarutlåtande", True),
    ("arbetsterapeut", "Arbetsterapeutens utlåtande", True),
    ("socialtjanst", "Yttrande till eller från socialtjänsten", True),
    ("intyg", "Betyg eller intyg om arbete och utbildning", False),
    ("annat", "Annat utlåtande", True),
)

# Unit groups of SSYK 2012 (SCB), where the occupation as we name it lies in one for certain.
SSYK = {
    "2343": ["Förskollärare"],
    "2512": ["Programmerare"],
    "2642": ["Journalist"],
    "2643": ["Tolk"],
    "3313": ["Redovisningsekonom"],
    "3322": ["Säljare, företag"],
    "3423": ["Fritidsledare"],
    "3431": ["Fotograf"],
    "3512": ["It-supporttekniker"],
    "4111": ["Ekonomiassistent"],
    "4222": ["Kundtjänstmedarbetare"],
    "4322": ["Lagerarbetare"],
    "4420": ["Brevbärare"],
    "5120": ["Kallskänka", "Kock"],
    "5131": ["Servitör"],
    "5132": ["Bartender"],
    "5141": ["Frisör"],
    "5152": ["Fastighetsskötare"],
    "5223": ["Butikssäljare, fackhandel"],
    "5230": ["Kassapersonal"],
    "5242": ["Telefonförsäljare"],
    "5311": ["Barnskötare"],
    "5312": ["Elevassistent"],
    "5330": ["Vårdbiträde"],
    "5341": ["Skötare, psykiatri"],
    "5342": ["Boendestödjare"],
    "5343": ["Personlig assistent"],
    "5350": ["Tandsköterska"],
    "5413": ["Väktare"],
    "6113": ["Trädgårdsanläggare"],
    "6210": ["Skogsarbetare"],
    "7111": ["Snickare"],
    "7112": ["Murare"],
    "7113": ["Betongarbetare"],
    "7114": ["Anläggningsarbetare"],
    "7116": ["Ställningsbyggare"],
    "7121": ["Takmontör"],
    "7122": ["Golvläggare"],
    "7125": ["VVS-montör"],
    "7131": ["Målare"],
    "7132": ["Lackerare"],
    "7212": ["Svetsare"],
    "7213": ["Byggnadsplåtslagare"],
    "7231": ["Bilmekaniker"],
    "7233": ["Industrimekaniker"],
    "7312": ["Guldsmed"],
    "7411": ["Elektriker"],
    "7522": ["Finsnickare"],
    "7531": ["Skräddare"],
    "7532": ["Sömmare"],
    "7533": ["Tapetserare"],
    "7534": ["Skomakare"],
    "7611": ["Slaktare"],
    "7612": ["Bagare", "Konditor"],
    "8321": ["Taxiförare"],
    "8331": ["Bussförare"],
    "8332": ["Lastbilsförare"],
    "8342": ["Grävmaskinist"],
    "8344": ["Truckförare"],
    "9111": ["Hotellstädare", "Lokalvårdare"],
    "9120": ["Fönsterputsare", "Rekonditionerare"],
    "9411": ["Pizzabagare"],
    "9412": ["Diskare", "Restaurangbiträde"],
    "9413": ["Kafébiträde"],
    "9610": ["Återvinningsarbetare"],
    "9621": ["Tidningsbud"],
    "9622": ["Vaktmästare"],
}


def add(apps, schema_editor):
    """Add the kinds, and the codes of those occupations that nobody has given one."""
    kind = apps.get_model("participants", "StatementKind")
    for order, (code, name, sensitive) in enumerate(KINDS, start=1):
        kind.objects.create(code=code, name=name, sensitive=sensitive, order=order)
    occupation = apps.get_model("participants", "Competence").objects.filter(kind="yrke", ssyk="")
    for code, names in SSYK.items():
        occupation.filter(name__in=names).update(ssyk=code)


class Migration(migrations.Migration):
    dependencies = [("participants", "0023_statements")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
