"""The summary that the person takes home when the case is closed: the way through, in plain words (amc.web.documents).

It says no more of the person than the plan does: not why the case was closed, nothing of the kartläggning or the
journal, not the consultant's own summary. Of a protected person it names neither the person nor any place.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.generic import View

from amc.audit.models import ReadLog
from amc.calendar import day_in_words
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, User
from amc.web.documents import pdf_response, render_pdf
from amc.workspace.closed import OfClosure, asked_later, goals_of
from handlingsplan.compare import hours
from handlingsplan.models import Activity, PlanVersion
from participants.models import Closure, Enrolment, LaterFollowUp, Participant
from participants.page import Document
from participants.rules.closures import LASTED_DAYS
from placements.models import Employment, Internship

TITLE = "Sammanfattning vid avslut"


def closing_data(user: User, closure: Closure, municipality: Municipality, today: dt.date) -> dict[str, Any]:
    """The values of closing.typ for what `user` may see, in eight queries."""
    enrolment = closure.enrolment
    hidden = enrolment.participant.is_protected
    consultant = enrolment.consultant
    version = PlanVersion.objects.visible_to(user).in_force().filter(plan__enrolment=enrolment).first()
    return {
        "name": enrolment.name_on_paper,
        "facts": [
            ("Ärende", enrolment.case_number),
            ("Din tid hos oss", f"{_day(enrolment.opened_on)} till {_day(enrolment.closed_on)}"),
            *([("Din konsulent", consultant.full_name)] if consultant else []),
        ],
        "wanted": version.summary if version else "",
        "goals": [
            {
                "text": goal.text,
                "result": goal.outcome.get_result_display() if goal.outcome else "",
                "words": goal.outcome.words if goal.outcome else "",
            }
            for goal in goals_of(user, enrolment)
        ],
        "done": [[row.what, row.result, f"{row.done_on or ''}"] for row in done_of(user, enrolment)],
        "placements": placements_of(user, enrolment, names_place=not hidden),
        "outcomes": outcomes_in_words(closure, names_place=not hidden),
        "next": what_follows(closure, asked_later(user, closure), today),
        "consultant": consultant.full_name if consultant else "",
        "phone": (consultant.phone if consultant else "") or municipality.phone,
    }


def closing_pdf(user: User, closure: Closure, municipality: Municipality, today: dt.date) -> bytes:
    """The summary as PDF/UA. `closure` comes with `enrolment`, its participant and its consultant read."""
    data = closing_data(user, closure, municipality, today)
    return render_pdf("closing", data, title=TITLE, unit_head=municipality.unit_head or municipality.name)


def done_of(user: User, enrolment: Enrolment) -> list[Activity]:
    """What has been done, through all agreed versions, each once as it stood last; the first done first."""
    rows = Activity.objects.visible_to(user).filter(
        version__plan__enrolment=enrolment, version__agreed_on__isnull=False, state=Activity.State.DONE
    )
    latest = rows.order_by("origin", "-version__number").distinct("origin")
    return sorted(latest, key=lambda row: (row.done_on or dt.date.max, row.pk))


def placements_of(user: User, enrolment: Enrolment, *, names_place: bool) -> list[list[str]]:
    """Internships and employments in the order in which they began: what, where and when."""
    internships = Internship.objects.visible_to(user).filter(enrolment=enrolment).select_related("kind", "workplace")
    employments = Employment.objects.visible_to(user).filter(enrolment=enrolment).select_related("scheme", "employer")
    found = [
        *((row.period, row.kind.name, row.workplace.name, f"{hours(row.hours_per_week)} timmar i veckan")
          for row in internships),
        *((row.period, row.scheme.name, row.employer.name, f"{row.extent} %") for row in employments),
    ]  # fmt: skip
    return [
        [what, where if names_place else "", f"{period.lower} till {period.upper - dt.timedelta(days=1)}", extent]
        for period, what, where, extent in sorted(found, key=lambda row: (row[0].lower, row[0].upper))
    ]


def outcomes_in_words(closure: Closure, *, names_place: bool) -> list[str]:
    """ "Du började arbeta 2026-11-27 hos Hemtjänsten Norr, 50 procent.": work and studies may both be true [S2]."""
    found = []
    if closure.to_work:
        where = f" hos {closure.employer_name}" if closure.employer_name and names_place else ""
        found.append(f"Du började arbeta {_day(closure.work_started_on)}{where}{_extent(closure.work_extent)}.")
        if closure.how_found:
            found.append(f"Så hittade du arbetet: {closure.get_how_found_display().lower()}.")
    if closure.to_studies:
        when = f" {_day(closure.studies_started_on)}" if closure.studies_started_on else ""
        found.append(f"Du började studera{when}{_extent(closure.studies_extent)}.")
    return found


def what_follows(closure: Closure, later: list[LaterFollowUp], today: dt.date) -> list[str]:
    """What the unit does after the closing, in the order of the days."""
    found = []
    if closure.to_work and closure.work_started_on and closure.lasted_month is None:
        asked = closure.work_started_on + dt.timedelta(days=LASTED_DAYS)
        if asked >= today:
            found.append(f"Efter {_day(asked)} frågar vi om du är kvar på arbetet.")
    months = [f"{row.months}" for row in later if not row.outcome and row.due_on >= today]
    if closure.may_contact and months:
        when = get_text_list(months, "och")
        found.append(f"Vi hör av oss {when} månader efter avslutet och frågar hur det går. Du väljer om du vill svara.")
    found.append("Du kan komma tillbaka om du behöver. Då börjar vi från planen som du redan har.")
    return found


def _extent(share: int | None) -> str:
    return f", {share} procent" if share else ""


def _day(day: dt.date | None) -> str:
    """With the year: the paper is kept."""
    return day_in_words(day, dt.date.min) if day else ""


class ClosureDocument(OfClosure, PermittedMixin, View):
    """The summary as PDF."""

    reading_kind = ReadLog.Kind.DOCUMENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        content = closing_pdf(self.user, self.closure, Municipality.objects.get(pk=1), timezone.localdate())
        return pdf_response(content, f"avslut-{self.closure.enrolment.case_number}.pdf")


def closing_documents(user: User, participant: Participant, cases: Sequence[Enrolment]) -> list[Document]:
    """A summary for each closed case of the person's."""
    return [
        Document(TITLE, case.closed_on, reverse("closure_pdf", args=[case.closure.uuid]), case.case_number)
        for case in cases
        if case.closed_on and hasattr(case, "closure")
    ]
