"""What people answer in the kartläggning's own questions, so that it hangs together with the file's line of work."""

import datetime as dt
from typing import Any

from amc.demo.chance import Chance

# By the line of work (amc.demo.texts.directions): competences as (code, name). No code: the list lacks it.
BY_LINE: dict[str, tuple[tuple[str, str], ...]] = {
    "kok": (("restaurangbitrade", "Restaurangbiträde"), ("laga-mat-for-manga", "Laga mat för många")),
    "vard": (("vardbitrade", "Vårdbiträde"), ("arbeta-med-aldre", "Arbeta med äldre")),
}
ANY_LINE = (
    ("kundbemotande", "Kundbemötande"),
    ("arbeta-i-grupp", "Arbeta i grupp"),
    ("lagerarbetare", "Lagerarbetare"),
    ("lokalvardare", "Lokalvårdare"),
    ("", "Väva mattor"),
    ("handarbete-och-somnad", "Handarbete och sömnad"),
)
OWN_WORDS = (
    "Jag är bra på att komma i tid och att hjälpa andra.",
    "Andra brukar be mig laga sådant som har gått sönder.",
    "Jag lär mig snabbt om någon visar.",
)
JUDGED = ("Noggrann och uthållig. Lyfts fram i CV.", "Behöver få syn på vad han eller hon redan kan.", "")
SUBJECTS = ("Handel", "Omvårdnad", "Fordon", "Allmänna ämnen", "Sömnad och hantverk", "Teknik")
EMPLOYERS = ("Eget företag", "Restaurang i hemstaden", "Livsmedelsbutik", "Familjens jordbruk", "Byggfirma")


def facts_of(chance: Chance, area: str, *, line: str, past: str, language: str, day: dt.date) -> dict[str, Any]:
    """What somebody answered in `area` on `day`; nothing where the area asks only for words, or nobody asked."""
    home = (
        "Sverige" if language == "svenska" else chance.pick(("Syrien", "Somalia", "Afghanistan", "Ukraina", "Eritrea"))
    )
    match area:
        case "utbildning":
            answers = ("ja", "pagar", "nej") if home != "Sverige" else ("svensk",)
            level = chance.pick(("grundskola", "gymnasial", "kurs"))
            row = {"subject": chance.pick(SUBJECTS), "level": level, "country": home, "validated": chance.pick(answers)}
            return {"schooling": [row]}
        case "erfarenhet":
            first = day.year - chance.between(5, 12)
            months = {"from_month": f"{first}-{chance.between(1, 12):02}", "to_month": f"{first + 2}-06"}
            row = {"occupation": past.capitalize(), "employer": chance.pick(EMPLOYERS), "country": home} | months
            return {"work": [row]}
        case "kompetens":
            found = [*BY_LINE.get(line, ANY_LINE[:1]), chance.pick(ANY_LINE[1:])]
            shown = chance.pick(("arbete", "fritid", "utbildning"))
            return {"competences": [{"name": name, "code": code, "shown_by": shown} for code, name in found]}
        case "sprak":
            own = {"language": language.capitalize(), "spoken": "modersmal", "written": "modersmal"}
            if language == "svenska":
                return {"languages": [own], "sfi": "behovs_inte"}
            swedish = {"language": "Svenska", "spoken": chance.pick(("a2", "b1")), "written": "a2"}
            return {"languages": [own, swedish], "sfi": chance.pick(("b", "c", "d"))}
        case "korkort":
            return chance.pick(
                (
                    {"licences": ["B"]},
                    {"on_the_way": "teori"},
                    {"on_the_way": "vill", "abroad": "nej"},
                    {"on_the_way": "inte"},
                )
            )
        case "digital":
            return {
                "habit": str(chance.between(1, 5)),
                "eid": chance.pick(("ja", "hjalp", "nej")),
                "devices": ["mobil"],
            }
    return {}
