"""What a report to socialnämnden says: the same values for the preview, the PDF and what is kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from amc.aktivitetskrav.facts import read_facts
from amc.aktivitetskrav.models import BoardReport
from amc.aktivitetskrav.rules import WeekSum
from amc.staff.models import User
from amc.web.display import hours, period, week
from handlingsplan.hours import WEEK, monday_before
from participants.models import Enrolment, Source
from participants.rules.sharing import Fact

TITLE = "Rapport om aktivitetskrav"
CORRECTION = "Rättad rapport om aktivitetskrav"
BOARD = "Socialnämnden"
# What a disclosure of a report is recorded as.
FACTS = (Fact.WHO.value, Fact.ATTENDANCE.value)
HEAD = ["Vecka", "Krav", "Planerat", "Närvaro", "Godtagbart skäl", "Utan skäl", "Inte ifyllt"]


@dataclass(frozen=True)
class Report:
    """What is to be told: of which events, for which days, in which words, to whom and on which ground."""

    events: list[str]
    first_day: dt.date
    last_day: dt.date
    text: str
    organisation: str
    person: str
    how: str
    ground: str


def board_of(source: Source) -> str:
    """Who is told: the referrer where it is the socialtjänst, else socialnämnden."""
    return source.name if source.regime == Source.Regime.SOCIALTJANST else BOARD


def sums_of(enrolment: Enrolment, first: dt.date, last: dt.date, *, today: dt.date) -> list[WeekSum]:
    """The weeks that the days `first` to `last` are in, in which something was asked; of the first and the last of them
    those days alone."""
    monday = monday_before(first)
    facts = read_facts(enrolment, monday, monday_before(last) + WEEK, today=today)
    mondays = [monday + number * WEEK for number in range((last - monday).days // 7 + 1)]
    return [total for total in (facts.week(one, first, last) for one in mondays) if total.asked]


def days_in_words(one: WeekSum, first: dt.date, last: dt.date) -> str:
    """ "vecka 47, 2026-11-16"; of a part of a week "vecka 47, 2026-11-18 – 2026-11-22"."""
    began, ended = max(one.monday, first), min(one.sunday, last)
    whole = (began, ended) == (one.monday, one.sunday)
    return f"{week(one.monday)}, {one.monday if whole else period(began, ended)}"


def document(
    enrolment: Enrolment, report: Report, *, corrects: BoardReport | None, by: User, today: dt.date
) -> dict[str, Any]:
    """The values of `plain.typ`. One about somebody with a protected identity carries the case number only."""
    facts = [
        ("Till", f"{report.person}, {report.organisation}"),
        ("Från", by.full_name),
        ("Dag", f"{today}"),
        ("Skickas", BoardReport.How(report.how).label),
        ("Lämnas med stöd av", report.ground),
        ("Deltagare", enrolment.who_on_paper),
        ("Gäller", f"{report.first_day} – {report.last_day}"),
        ("Händelser", ", ".join(report.events)),
    ]
    if corrects:
        facts.append(("Rättar", f"rapporten {corrects.first_day} – {corrects.last_day}"))
    rows = [
        [days_in_words(one, report.first_day, report.last_day), *(hours(value) for value in told(one))]
        for one in sums_of(enrolment, report.first_day, report.last_day, today=today)
    ]
    parts: list[dict[str, Any]] = [{"facts": facts}]
    if report.text:
        parts.append({"heading": "Vad som har hänt", "text": report.text})
    parts.append({"heading": "Timmar vecka för vecka", "head": HEAD, "rows": rows})
    return {"title": CORRECTION if corrects else TITLE, "parts": parts}


def told(one: WeekSum) -> tuple[Any, ...]:
    """The figures of a week, in the order of the head."""
    return (one.asked, one.planned, one.attended, one.excused, one.unexcused, one.unknown)
