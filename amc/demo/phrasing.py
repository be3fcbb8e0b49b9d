"""What the demo's staff write again and again."""

from amc.phrases.actions import add_phrase
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User

_SHARED = (
    (
        "Kallelse till samtal",
        "Du är välkommen till ett samtal på {enhet}. Kan du inte komma? Ring mig på {min telefon} i god tid, så "
        "hittar vi en annan tid.\n\nHälsningar\n{mitt namn}",
    ),
    (
        "Trepartssamtal, rubriker",
        "Så går det på arbetsplatsen:\n\nDet som fungerar bra:\n\nDet som behöver ändras:\n\nVem gör vad, och till när:",
    ),
    ("Ringt utan svar", "Ringde {datum} klockan {tid}. Inget svar. Ringer igen i morgon."),
    (
        "Uteblev från möte",
        "Deltagaren kom inte till mötet och har inte hört av sig. Jag ringer i dag och frågar vad som hände.",
    ),
    (
        "Erbjudande om språkstöd",
        "Jag berättade om språkcaféet på tisdagar och om yrkessvenska. Deltagaren tänker på saken till nästa möte.",
    ),
)
_OWN = (
    ("Tack för i dag", "Tack för samtalet i dag. Vi ses som vi bestämde.\n\n{mitt namn}, {min telefon}"),
    (
        "Praktik, första veckan",
        "Deltagaren har börjat. Tiderna fungerar. Handledaren hör av sig till mig vid frånvaro.",
    ),
)


def write_phrases() -> None:
    """The unit's phrases, by the enhetschef, and the consultant's own."""
    eva, sara = (User.objects.get(email=DEMO_EMAILS[role]) for role in (Role.ENHETSCHEF, Role.KONSULENT))
    for by, shared, phrases in ((eva, True, _SHARED), (sara, False, _OWN)):
        for name, text in phrases:
            add_phrase(by=by, name=name, text=text, shared=shared)
