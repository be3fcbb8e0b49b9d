"""What some of the demo's participants have shown at work, and the certificates they hold."""

import datetime as dt

from amc.calendar import add_months
from amc.demo.chance import Chance
from amc.skills.actions import judge_skills, note_certificate
from amc.skills.models import CertificateKind, JudgedSkill, Skill, SkillList
from amc.staff.models import Unit
from participants.models import Enrolment
from placements.models import Supervision

_MOST = 12
_AHEAD = {JudgedSkill.Level.OBSERVED: JudgedSkill.Level.HELPED, JudgedSkill.Level.HELPED: JudgedSkill.Level.ALONE}
# Kind, from whom, months since it was issued, days until it ends.
_CERTIFICATES = (
    ("sry", "Servicebranschens yrkesnämnd", 4, None),
    ("hlr", "Kommunens friskvård", 23, 20),
    ("livsmedelshygien", "Campus", 7, None),
    ("heta_arbeten", "Brandskyddsföreningen", 30, 700),
)


def write_skills(today: dt.date) -> None:
    """Skills of somebody who is supervised today, judged twice, in each unit; certificates for every other."""
    lists = list(SkillList.objects.order_by("pk"))
    kinds = {kind.code: kind for kind in CertificateKind.objects.all()}
    for unit in Unit.objects.order_by("pk"):
        rows = Supervision.objects.filter(
            enrolment__unit=unit, enrolment__closed_on__isnull=True, period__contains=today
        ).select_related("supervisor", "employment__employer", "internship__workplace", "enrolment__consultant")
        begun = rows.filter(period__startswith__lt=today - dt.timedelta(days=40), enrolment__consultant__isnull=False)
        for number, row in enumerate(begun.order_by("enrolment__case_number", "pk")[:_MOST]):
            _judge(row, lists[number % len(lists)], today)
            if number % 2 == 0:
                code, issuer, months, left = _CERTIFICATES[number // 2 % len(_CERTIFICATES)]
                note_certificate(
                    row.enrolment,
                    kind=kinds[code],
                    name="",
                    issuer=issuer,
                    issued_on=add_months(today, -months),
                    valid_to=today + dt.timedelta(days=left) if left else None,
                    lapses=False,
                    today=today,
                )


def _judge(row: Supervision, of: SkillList, today: dt.date) -> None:
    case: Enrolment = row.enrolment
    assert case.consultant is not None  # noqa: S101 - only cases with a consultant are chosen
    chance = Chance(f"kompetens {case.case_number}")
    place = row.employment.employer if row.employment else row.internship.workplace  # type: ignore[union-attr]
    first = dict.fromkeys(Skill.objects.filter(of=of).values_list("code", flat=True), JudgedSkill.Level.NONE)
    for code in first:
        first[code] = chance.weighted(
            ((JudgedSkill.Level.NONE, 2), (JudgedSkill.Level.OBSERVED, 4), (JudgedSkill.Level.HELPED, 4))
        )
    later = {code: _AHEAD.get(level, level) if chance.often(0.6) else level for code, level in first.items()}
    for levels, days in ((first, 30), (later, 5)):
        if all(level == JudgedSkill.Level.NONE for level in levels.values()) or (days == 5 and levels == first):
            continue
        judge_skills(
            case,
            of,
            levels,
            judged_on=max(today - dt.timedelta(days=days), case.opened_on),
            place=f"{place}",
            judge=f"{row.supervisor.full_name}, handledare",
            by=case.consultant,
            today=today,
        )
