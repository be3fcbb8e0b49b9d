"""The aktivitetskrav in the demo: what is asked, weeks filled in as in life, and a report to socialnämnden."""

import datetime as dt
from decimal import Decimal

from amc.aktivitetskrav.actions import fill_week, require, send_report
from amc.aktivitetskrav.facts import full_time, read_facts
from amc.aktivitetskrav.models import AbsenceKind, BoardReport
from amc.aktivitetskrav.reports import Report, board_of
from amc.demo.chance import Chance, at
from amc.staff.models import Unit, User
from handlingsplan.hours import ONE_DAY, WEEK, monday_before, planned_on, week_days
from participants.models import Enrolment, Source

_MOST = 8
_WEEKS = 6
_REASONS = ("Hämtar barn klockan 15", "Studerar sfi på halvtid", "Trappar upp under tre månader")


def write_requirements(today: dt.date) -> None:
    """Requirements for some of each unit's cases from the socialtjänst, drawn by the case's own number."""
    kinds = {kind.code: kind for kind in AbsenceKind.objects.all()}
    for unit in Unit.objects.order_by("pk"):
        cases = Enrolment.objects.filter(
            unit=unit,
            source__regime=Source.Regime.SOCIALTJANST,
            closed_on__isnull=True,
            consultant__isnull=False,
            opened_on__lt=today - _WEEKS * WEEK,
        )
        found = list(cases.select_related("participant", "consultant", "source").order_by("case_number")[:_MOST])
        for number, case in enumerate(found):
            _write(case, number, today, kinds)
        for case in found[:1]:
            _tell(case, today)


def _write(case: Enrolment, number: int, today: dt.date, kinds: dict[str, AbsenceKind]) -> None:
    chance, by = Chance(f"krav {case.case_number}"), case.consultant
    assert by is not None  # noqa: S101 - only cases with a consultant are chosen
    adapted = number % 3 == 2
    this = monday_before(today)
    require(
        case,
        by=by,
        first_day=this - _WEEKS * WEEK,
        last_day=None,
        hours_per_week=Decimal(20) if adapted else full_time(),
        adapted=adapted,
        reason=chance.pick(_REASONS) if adapted else "",
    )
    facts = read_facts(case, this - _WEEKS * WEEK, this, today=today)
    # The latest weeks of some are still to be filled in.
    for back in range(_WEEKS, number % 3, -1):
        monday = this - back * WEEK
        days = {}
        for weekday, day in enumerate(week_days(monday)):
            planned = planned_on(day, facts.spans)
            code = chance.weighted((("", 84), ("sjukdom", 7), ("vab", 3), ("lakare", 3), ("utan", 3)))
            away = code and planned > 0
            came = (Decimal() if away else planned) if planned else None
            days[weekday] = (planned, came, kinds[code] if away else None)
        fill_week(case, monday, 0, days, by=by, now=at(monday + WEEK, 9))


def _tell(case: Enrolment, today: dt.date) -> BoardReport:
    by: User | None = case.consultant
    assert by is not None  # noqa: S101 - only cases with a consultant are chosen
    this = monday_before(today)
    report = Report(
        events=["Ändrat mått"],
        first_day=this - 4 * WEEK,
        last_day=this - ONE_DAY,
        text="Vi har kommit överens om fler timmar från nästa månad.",
        organisation=board_of(case.source),
        person="Siv Sandberg, socialsekreterare",
        how=BoardReport.How.SECURE,
        ground="10 kap. 28 § OSL (2009:400)",
    )
    return send_report(
        case,
        report,
        corrects=None,
        consent=None,
        statute="10 kap. 28 § OSL (2009:400)",
        reasons="Nämnden behöver uppgiften för att pröva rätten till försörjningsstöd.",
        by=by,
        now=at(this, 7),
    )
