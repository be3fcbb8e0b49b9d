import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
TEXTS = {
    "page": "Sida {sida} av {antal}",
    "case": "Ärende",
    "version": "Version {nummer}",
    "state_draft": "Utkast, inte överenskommen än",
    "state_agreed": "Överenskommen {dag}",
    "state_replaced": "Överenskommen {dag}, ersatt av en nyare version",
    "by_day": "Senast {dag}",
    "at_time": "{dag} klockan {tid}",
    "meeting_at": "{dag} klockan {tid}, {plats}",
    "at_unit": "hos oss",
    "at_phone": "på telefon",
    "at_video": "på video",
    "at_visit": "besök",
    "party_deltagare": "Deltagaren",
    "party_konsulent": "Konsulenten",
    "party_specialist": "Specialist",
    "party_af": "Arbetsförmedlingen",
    "party_socialtjanst": "Socialtjänsten",
    "party_fk": "Försäkringskassan",
    "party_vard": "Vården",
    "party_arbetsgivare": "Arbetsgivaren",
    "party_annan": "Annan",
    "signed_screen": "Deltagaren godkände {dag}, på skärmen",
    "signed_paper": "Deltagaren godkände {dag}, på papper {pappersdag}",
    "signed_behalf": "Deltagaren godkände {dag}, genom konsulenten",
    "signed_unit": "{namn} godkände för enheten {dag}",
    "agreed_screen": "{namn}, {part}, godkände {dag}, på skärmen, vid ett möte",
    "agreed_paper": "{namn}, {part}, godkände {dag}, på papper",
    "agreed_message": "{namn}, {part}, godkände {dag}, muntligt eller i ett meddelande",
    "passed": "{tid} av {hela} har gått, {kvar} kvar",
    "used_months": "{antal} av {hela} månader använda, {kvar} kvar",
    "used_months_up": "{antal} av {hela} månader använda, ingen tid kvar",
    "used": "{tid} av {hela} använda, {kvar} kvar",
    "used_up": "{tid} av {hela} använda, ingen tid kvar",
    "in_all": "{anställning} sammanlagt",
    "length": "{månader} och {dagar}",
    "month": "1 månad",
    "months": "{antal} månader",
    "one_day": "1 dag",
    "days": "{antal} dagar",
    "way": "från {först} {dag} till {sist} {senare}",
    "way_same": "på de {antal} frågor som är desamma",
    "score": "{värde} av {högst}",
    "date": "{veckodag} {dag} {månad}",
    "date_year": "{veckodag} {dag} {månad} {år}",
    "monday": "måndag",
    "tuesday": "tisdag",
    "wednesday": "onsdag",
    "thursday": "torsdag",
    "friday": "fredag",
    "saturday": "lördag",
    "sunday": "söndag",
    "january": "januari",
    "february": "februari",
    "march": "mars",
    "april": "april",
    "may": "maj",
    "june": "juni",
    "july": "juli",
    "august": "augusti",
    "september": "september",
    "october": "oktober",
    "november": "november",
    "december": "december",
}


def add(apps, schema_editor):
    """The rest of what is fixed on the plan's paper, in the languages that it is printed in."""
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
    dependencies = [("handlingsplan", "0022_schemes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
