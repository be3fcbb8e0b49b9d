"""The plan that the person takes home: plain words, one or two pages, PDF/UA (amc.web.documents)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from amc.staff.models import Municipality
from amc.web.documents import render_pdf
from handlingsplan import paper_lines as lines
from handlingsplan.compare import hours
from handlingsplan.content import PlanContent
from handlingsplan.models import Activity, FollowUp
from handlingsplan.paper import Line, Paper, PaperText, Translated
from handlingsplan.progress_page import Progress
from participants.models import Enrolment, Meeting
from participants.time_limits import TimeLimit

US = (Activity.Party.KONSULENT, Activity.Party.SPECIALIST)
OTHERS = tuple(party for party in Activity.Party if party not in (*US, Activity.Party.DELTAGARE))


def plan_pdf(
    content: PlanContent,
    *,
    enrolment: Enrolment,
    municipality: Municipality,
    next_follow_up: FollowUp | None,
    next_meeting: Meeting | None = None,
    limits: Iterable[TimeLimit] = (),
    steps: Iterable[Progress] = (),
    large: bool = False,
    beside: Translated | None = None,
) -> bytes:
    """The plan as PDF; `large` in large type, with the fixed texts `beside` in another language too. A draft says on
    each page that it is one.

    `limits` are the time-limited employments that run now, each drawn as a bar beside its words; `steps` what the
    participant has answered, of which the way from first to last is told per set.
    """
    data = plan_data(
        content,
        enrolment=enrolment,
        municipality=municipality,
        next_follow_up=next_follow_up,
        next_meeting=next_meeting,
        limits=limits,
        steps=steps,
        large=large,
        beside=beside,
    )
    return render_pdf("plan", data, title=PaperText.TITLE.label, unit_head=data["unit"])


def plan_data(
    content: PlanContent,
    *,
    enrolment: Enrolment,
    municipality: Municipality,
    next_follow_up: FollowUp | None,
    next_meeting: Meeting | None,
    limits: Iterable[TimeLimit],
    steps: Iterable[Progress],
    large: bool,
    beside: Translated | None,
) -> dict[str, Any]:
    """The values of plan.typ. What is fixed is a `Line`, as a dictionary; any other text is somebody's own."""
    day, paper = timezone.localdate(), Paper(beside)
    version = content.version
    parties = list(version.parties.all())
    consultant = enrolment.consultant
    parts = (
        (PaperText.MINE, content.by_party(Activity.Party.DELTAGARE), False),
        (PaperText.OURS, content.by_party(Activity.Party.KONSULENT), False),
        (PaperText.OTHERS, content.by_party(Activity.Party.SPECIALIST, *OTHERS), True),
    )
    return _plain(
        {
            "large": large,
            "words": {text.value: paper.text(text) for text in PaperText},
            "beside": paper.as_data(),
            "name": enrolment.name_on_paper,
            "case": enrolment.case_number,
            "version": paper.text(PaperText.VERSION, nummer=version.number),
            "state": lines.state(paper, version, day),
            "draft": version.is_draft,
            "summary": version.summary,
            "goals": [
                {"text": part.goal.text, "sign": part.goal.sign, "due": lines.day(paper, part.goal.due_on, day)}
                for part in content.goals
            ],
            "parts": [
                {"heading": heading.value, "named": named, "rows": [_row(paper, row, day, named=named) for row in rows]}
                for heading, rows, named in parts
                if rows
            ],
            "done": [row.what for row in content.activities if row.state == Activity.State.DONE],
            "follow_up": lines.follow_up(paper, next_follow_up, day),
            "meeting": lines.meeting(paper, next_meeting, day, names_place=not enrolment.participant.is_protected),
            "limits": [
                {
                    "name": one.name,
                    "last_day": lines.day(paper, one.last_day, day),
                    "words": lines.limit(paper, one),
                    "used": one.used,
                }
                for one in limits
            ],
            "steps": [lines.steps(paper, one, day) for one in steps if one.asked.asks_participant and one.way],
            "consultant": consultant.full_name if consultant else "",
            "phone": (consultant.phone if consultant else "") or municipality.phone,
            "unit": municipality.unit_head or municipality.name,
            "signed": lines.signed(paper, version, parties, day),
            "others": [lines.party(paper, one) for one in parties if one.dropped_at is None],
        }
    )


def _row(paper: Paper, row: Activity, today: dt.date, *, named: bool) -> dict[str, Any]:
    return {
        "what": row.what,
        "waits": lines.waits(row),
        "who": lines.who(paper, row) if named else None,
        "due": lines.day(paper, row.due_on, today),
        "hours": hours(row.hours_per_week),
    }


def _plain(value: Any) -> Any:
    """The values with each line as a dictionary."""
    if isinstance(value, Line):
        return asdict(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value
