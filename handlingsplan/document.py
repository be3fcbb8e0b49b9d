"""The plan that the person takes home: plain words, one or two pages, PDF/UA (amc.web.documents)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from amc.calendar import day_in_words
from amc.staff.models import Municipality
from amc.web.documents import render_pdf
from handlingsplan.compare import hours, who
from handlingsplan.content import PlanContent
from handlingsplan.models import Activity, FollowUp, PlanParty, PlanVersion
from handlingsplan.paper import PaperText, Translated
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
    today = timezone.localdate()
    version = content.version
    parties = list(version.parties.all())
    consultant = enrolment.consultant
    data: dict[str, Any] = {
        "large": large,
        "words": {text.value: text.label for text in PaperText},
        "beside": beside.as_data() if beside else None,
        "name": enrolment.name_on_paper,
        "case": enrolment.case_number,
        "version": version.number,
        "state": _state(version),
        "draft": version.is_draft,
        "summary": version.summary,
        "goals": [
            {
                "text": part.goal.text,
                "sign": part.goal.sign,
                "due": _day(part.goal.due_on, today),
            }
            for part in content.goals
        ],
        "parts": [
            part
            for part in (
                _part(PaperText.MINE, content.by_party(Activity.Party.DELTAGARE), today, named=False),
                _part(PaperText.OURS, content.by_party(Activity.Party.KONSULENT), today, named=False),
                _part(PaperText.OTHERS, content.by_party(Activity.Party.SPECIALIST, *OTHERS), today, named=True),
            )
            if part["rows"]
        ],
        "done": [row.what for row in content.activities if row.state == Activity.State.DONE],
        "follow_up": _follow_up(next_follow_up, today),
        "meeting": _meeting(next_meeting, today, names_place=not enrolment.participant.is_protected),
        "limits": [
            {
                "name": one.name,
                "last_day": day_in_words(one.last_day, today),
                "words": one.words,
                "used": min(1, max(0, one.used)),
            }
            for one in limits
        ],
        "steps": [_steps(one, today) for one in steps if one.asked.asks_participant and one.way],
        "consultant": consultant.full_name if consultant else "",
        "phone": (consultant.phone if consultant else "") or municipality.phone,
        "unit": municipality.unit_head or municipality.name,
        "signed": _signed(version, parties),
        "others": [party.who for party in parties if party.dropped_at is None],
    }
    return render_pdf("plan", data, title=PaperText.TITLE.label, unit_head=data["unit"])


def _part(heading: PaperText, rows: list[Activity], today: dt.date, *, named: bool) -> dict[str, Any]:
    return {
        "heading": heading.value,
        "named": named,
        "rows": [
            {
                "what": row.what,
                "waits": _waits(row),
                "who": who(row),
                "due": _day(row.due_on, today),
                "hours": hours(row.hours_per_week),
            }
            for row in rows
        ],
    }


_WAITS = {
    "": PaperText.WAITS,
    Activity.WaitingFor.PAPERS: PaperText.WAITS_PAPERS,
    Activity.WaitingFor.PLACE: PaperText.WAITS_PLACE,
    Activity.WaitingFor.TIME: PaperText.WAITS_TIME,
}


def _waits(row: Activity) -> str:
    """The fixed text that says what a waiting activity waits for; empty for any other."""
    return _WAITS[row.waiting_for].value if row.state == Activity.State.WAITING else ""


def _state(version: PlanVersion) -> str:
    if version.is_draft:
        return "Utkast, inte överenskommen än"
    agreed = f"Överenskommen {version.agreed_on}"
    return agreed if version.state == PlanVersion.State.AGREED else f"{agreed}, ersatt av en nyare version"


def _follow_up(row: FollowUp | None, today: dt.date) -> str:
    if row is None:
        return ""
    if row.booked:
        booked = timezone.localtime(row.booked)
        return f"{day_in_words(booked.date(), today)} klockan {booked:%H.%M}".capitalize()
    return f"Senast {day_in_words(row.due_on, today)}"


_WHERE = {
    Meeting.Form.UNIT: "hos oss",
    Meeting.Form.PHONE: "på telefon",
    Meeting.Form.VIDEO: "på video",
    Meeting.Form.VISIT: "besök",
}


def _meeting(row: Meeting | None, today: dt.date, *, names_place: bool) -> str:
    """ "Tisdag 1 december klockan 13.15, hos oss, rum 4"; a protected person's paper names no place."""
    if row is None:
        return ""
    starts = timezone.localtime(row.starts_at)
    words = f"{day_in_words(starts.date(), today)} klockan {starts:%H.%M}, {_WHERE[Meeting.Form(row.form)]}"
    return f"{words[0].upper()}{words[1:]}{f', {row.place}' if row.place and names_place else ''}"


def _steps(progress: Progress, today: dt.date) -> str:
    """ "Mina steg: från 2,0 av 5 den 3 april till 3,4 av 5 den 28 november"."""
    way = progress.way
    if way is None:
        return ""
    days = [day_in_words(step.on, today) for step in (way.first, way.last)]
    part = f", på de {way.same} frågor som är desamma" if way.left_out else ""
    return f"{progress.asked.name}: från {way.first.told} {days[0]} till {way.last.told} {days[1]}{part}"


def _signed(version: PlanVersion, parties: list[PlanParty]) -> list[str]:
    """How each has agreed, in words; empty while somebody has not, and the document has lines to sign on."""
    if version.is_draft:
        return []
    how = {
        PlanVersion.AgreedHow.SCREEN: "på skärmen",
        PlanVersion.AgreedHow.PAPER: f"på papper {version.paper_date} ({version.paper_reference})",
        PlanVersion.AgreedHow.BEHALF: f"genom konsulenten: {version.behalf_reason}",
    }[PlanVersion.AgreedHow(version.participant_agreed_how)]
    by = version.consultant_agreed_by
    return [
        f"Deltagaren godkände {timezone.localdate(version.participant_agreed_at)}, {how}.",
        f"{by.full_name if by else ''} godkände för enheten {timezone.localdate(version.consultant_agreed_at)}.",
        *(_party(party) for party in parties if party.agreed_on),
    ]


def _party(party: PlanParty) -> str:
    reference = f" ({party.reference})" if party.reference else ""
    return f"{party.who}, godkände {party.agreed_on}, {party.get_how_display().lower()}{reference}."


def _day(day: dt.date | None, today: dt.date) -> str:
    return day_in_words(day, today) if day else ""
