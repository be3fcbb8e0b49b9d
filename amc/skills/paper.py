"""What somebody can, on one page to take along."""

import datetime as dt
from typing import Any

from amc.calendar import day_in_words
from amc.skills.shown import certificates_of, shown_skills
from amc.staff.models import Municipality, User
from amc.web.display import EN_DASH
from amc.web.documents import render_pdf
from participants.models import Enrolment

TITLE = "Visad kompetens"
LEVELS = (
    "Gör själv: utför arbetet på egen hand. Gör med hjälp: utför det med stöd av någon. Har fått se: har följt med och "
    "sett hur det görs."
)


def proof_data(user: User, enrolment: Enrolment, today: dt.date) -> dict[str, Any]:
    """The values of plain.typ. One about somebody with a protected identity carries the case number alone, and no
    place; certificates that no longer hold are left out."""
    participant, hidden = enrolment.participant, enrolment.participant.is_protected
    parts: list[dict[str, Any]] = [
        {"facts": [("Namn", enrolment.name_on_paper), ("Utfärdat", day_in_words(today, dt.date.min))]}
    ]
    judges = []
    for shown in shown_skills(user, participant):
        rows = [[row.skill.name, row.get_level_display(), f"{row.judged_on}"] for row in shown.rows]
        last = max(shown.rows, key=lambda row: (row.judged_on, row.pk))
        seen = last.judge if hidden else f"{last.judge}, {last.place}"
        parts.append({"heading": shown.of.name, "head": ["Moment", "Nivå", "Bedömt"], "rows": rows})
        parts.append({"text": f"Bedömt av {seen}."})
        judges.append(last.judge)
    if judges:
        parts.append({"text": LEVELS})
    held = [row for row in certificates_of(user, participant) if row.valid_to is None or row.valid_to >= today]
    if held:
        parts.append(
            {
                "heading": "Bevis",
                "head": ["Bevis", "Utfärdat av", "Utfärdat", "Gäller till"],
                "rows": [[f"{row}", row.issuer, f"{row.issued_on}", f"{row.valid_to or EN_DASH}"] for row in held],
            }
        )
    if not judges and not held:
        parts.append({"text": "Inget är bedömt än, och inget bevis är inskrivet."})
    return {"title": TITLE, "parts": parts, "signatures": [*dict.fromkeys(judges), user.full_name][:4]}


def proof_pdf(user: User, enrolment: Enrolment, municipality: Municipality, today: dt.date) -> bytes:
    """The page as PDF/UA."""
    data = proof_data(user, enrolment, today)
    return render_pdf("plain", data, title=TITLE, unit_head=municipality.unit_head or municipality.name)
