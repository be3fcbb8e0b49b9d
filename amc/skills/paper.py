"""What somebody can, on one page to take along."""

import datetime as dt
from typing import Any

from amc.calendar import day_in_words, swedish_plural
from amc.skills.models import Certificate, JudgedSkill
from amc.skills.shown import Shown, certificates_of, shown_skills
from amc.staff.models import Municipality, User
from amc.web.display import EN_DASH
from amc.web.documents import pages_of, render_pdf
from participants.models import Enrolment

TITLE = "Visad kompetens"
LEVELS = (
    "Gör själv: utför arbetet på egen hand. Gör med hjälp: utför det med stöd av någon. Har fått se: har följt med och "
    "sett hur det görs."
)
# What stays when there is no room for everything: the lower, the longer.
_WEIGHT: dict[str, int] = {JudgedSkill.Level.ALONE: 0, JudgedSkill.Level.HELPED: 2, JudgedSkill.Level.OBSERVED: 3}
_CERTIFICATE = 1


def proof_data(
    user: User, enrolment: Enrolment, today: dt.date, *, most: int | None = None, small: bool = False
) -> dict[str, Any]:
    """The values of plain.typ. One about somebody with a protected identity carries the case number alone, and no
    place; certificates that no longer hold are left out.

    `most`: how many skills and certificates there is room for; what is done alone stays first, and how many are left
    out is said. `small`: in smaller type.
    """
    participant, hidden = enrolment.participant, enrolment.participant.is_protected
    shown = shown_skills(user, participant)
    held = [row for row in certificates_of(user, participant) if row.valid_to is None or row.valid_to >= today]
    left_out = _keep(shown, held, most)
    parts: list[dict[str, Any]] = [
        {"facts": [("Namn", enrolment.name_on_paper), ("Utfärdat", day_in_words(today, dt.date.min))]}
    ]
    judges = []
    for one in shown:
        rows = [[row.skill.name, row.get_level_display(), f"{row.judged_on}"] for row in one.rows]
        last = max(one.rows, key=lambda row: (row.judged_on, row.pk))
        seen = last.judge if hidden else f"{last.judge}, {last.place}"
        parts.append(
            {"heading": one.of.name, "head": ["Moment", "Nivå", "Bedömt"], "rows": rows, "widths": [5, 2, 1.5]}
        )
        parts.append({"text": f"Bedömt av {seen}."})
        judges.append(last.judge)
    if judges:
        parts.append({"text": LEVELS})
    if held:
        parts.append(
            {
                "heading": "Bevis",
                "head": ["Bevis", "Utfärdat av", "Utfärdat", "Gäller till"],
                "rows": [[f"{row}", row.issuer, f"{row.issued_on}", f"{row.valid_to or EN_DASH}"] for row in held],
                "widths": [4, 3, 1.5, 1.5],
            }
        )
    if not judges and not held:
        parts.append({"text": "Inget är bedömt än, och inget bevis är inskrivet."})
    if left_out:
        more = swedish_plural(left_out, "moment eller bevis", "moment och bevis")
        parts.append({"text": f"{more} till finns, och får inte plats på sidan."})
    signatures = [*dict.fromkeys(judges), user.full_name][:4]
    return {"title": TITLE, "parts": parts, "signatures": signatures, "small": small}


def _keep(shown: list[Shown], held: list[Certificate], most: int | None) -> int:
    """Take away from both what there is no room for, an occupation without anything left too; answers how much."""
    skills = [row for one in shown for row in one.rows]
    every: list[tuple[int, int, Any]] = [(_WEIGHT[row.level], -row.judged_on.toordinal(), row) for row in skills]
    every += [(_CERTIFICATE, -row.issued_on.toordinal(), row) for row in held]
    every.sort(key=lambda entry: entry[:2])
    if most is None or len(every) <= most:
        return 0
    kept = {row.uuid for _, _, row in every[:most]}
    for one in shown:
        one.rows[:] = [row for row in one.rows if row.uuid in kept]
    shown[:] = [one for one in shown if one.rows]
    held[:] = [row for row in held if row.uuid in kept]
    return len(every) - most


def proof_pdf(user: User, enrolment: Enrolment, municipality: Municipality, today: dt.date) -> bytes:
    """The page as PDF/UA. It is one page: in smaller type when it has to be, and then with as much as there is room
    for."""
    head = municipality.unit_head or municipality.name

    def page(**how: Any) -> tuple[bytes, dict[str, Any]]:
        data = proof_data(user, enrolment, today, **how)
        return render_pdf("plain", data, title=TITLE, unit_head=head), data

    content, data = page()
    if pages_of(content) == 1:
        return content
    content, data = page(small=True)
    most = sum(len(part.get("rows", ())) for part in data["parts"])
    while pages_of(content) > 1 and most > 1:
        most -= max(1, most // 8)
        content, data = page(small=True, most=most)
    return content
