"""What the participant's overview shows, read from all apps in a few statements."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from amc.reminders.asking import Due, due_rows
from amc.reminders.registry import RULES
from amc.staff.models import User
from amc.workspace.lifeline import Bar, Dot, Lifeline, draw
from handlingsplan.models import FollowUp, Goal, PlanVersion
from participants.models import Enrolment, JournalEntry, Meeting, OutsideContact, Participant
from placements.models import Employment, Internship

LATEST_ENTRIES = 3
COMING_MEETINGS = 3
OF_THE_CASE = tuple(rule for rule in RULES if rule.case_url is None)


@dataclass(frozen=True)
class Overview:
    """The parts of the page."""

    enrolments: list[Enrolment]
    due: list[tuple[Due, str]]
    meetings: list[Meeting]
    journal: list[JournalEntry]
    goals: list[Goal]
    contacts: list[OutsideContact]
    lifeline: Lifeline | None

    @property
    def current(self) -> Enrolment | None:
        """The open enrolment, or the latest closed one."""
        return self.enrolments[0] if self.enrolments else None


def overview(user: User, participant: Participant, now: dt.datetime) -> Overview:
    """Everything that `user` may see of `participant` on one page. `now` carries the municipality's time zone."""
    today = now.date()
    enrolments = list(
        Enrolment.objects.visible_to(user)
        .filter(participant=participant)
        .select_related("source", "referral", "closure")
        .order_by("-opened_on", "-pk")
    )
    keys = [enrolment.pk for enrolment in enrolments]
    versions = list(
        PlanVersion.objects.visible_to(user)
        .filter(plan__enrolment__in=keys)
        .exclude(state=PlanVersion.State.DRAFT)
        .only("id", "number", "agreed_on", "state")
    )
    follow_ups = list(FollowUp.objects.visible_to(user).filter(enrolment__in=keys, cancelled_at__isnull=True))
    employments = list(
        Employment.objects.visible_to(user).filter(enrolment__in=keys).select_related("scheme", "employer")
    )
    internships = list(
        Internship.objects.visible_to(user).filter(enrolment__in=keys).select_related("kind", "workplace")
    )
    in_force = [version.pk for version in versions if version.state == PlanVersion.State.AGREED]
    return Overview(
        enrolments=enrolments,
        due=[
            (row, row.url_for(user))
            for row in due_rows(today, lambda rows: rows.filter(participant_id=participant.pk), rules=OF_THE_CASE)
        ],
        meetings=list(
            Meeting.objects.visible_to(user)
            .filter(enrolment__in=keys, state=Meeting.State.PLANNED, starts_at__gte=now)
            .order_by("starts_at")[:COMING_MEETINGS]
        ),
        journal=list(
            JournalEntry.objects.visible_to(user)
            .filter(enrolment__in=keys)
            .select_related("author")
            .order_by("-occurred_at", "-pk")[:LATEST_ENTRIES]
        ),
        goals=list(Goal.objects.visible_to(user).filter(version__in=in_force)),
        contacts=list(OutsideContact.objects.visible_to(user).filter(enrolment__in=keys, ended_on__isnull=True)),
        lifeline=draw(
            _bars(participant, enrolments, internships, employments),
            _dots(participant, versions, follow_ups, today),
            today,
        ),
    )


def _bars(
    participant: Participant,
    enrolments: list[Enrolment],
    internships: list[Internship],
    employments: list[Employment],
) -> list[Bar]:
    bars = [
        Bar("Inskrivning", f"Inskrivning {row.case_number}", row.opened_on, row.closed_on, tone="series-4")
        for row in reversed(enrolments)
    ]
    bars += [
        Bar(
            "Praktik",
            f"{row.kind.name}, {row.workplace.name}",
            row.first_day,
            row.last_day,
            row.get_absolute_url(),
            "series-2",
        )
        for row in internships
    ]
    bars += [
        Bar(
            "Anställning",
            f"{row.scheme.name}, {row.employer.name}",
            row.first_day,
            row.last_day,
            row.get_absolute_url(),
            "series-1",
        )
        for row in employments
    ]
    return bars


def _dots(
    participant: Participant, versions: list[PlanVersion], follow_ups: list[FollowUp], today: dt.date
) -> list[Dot]:
    plan = reverse("plan", args=[participant.uuid])
    dots = [
        Dot("Plan", f"Plan version {row.number} överenskommen", row.agreed_on, plan, "series-3")
        for row in versions
        if row.agreed_on
    ]
    for row in follow_ups:
        day = row.held_on or row.due_on
        late = row.held_on is None and row.due_on < today
        state = "genomförd" if row.held_on else "försenad" if late else "ska göras"
        tone = "done" if row.held_on else "overdue" if late else "soon"
        dots.append(Dot("Uppföljning", f"{row.get_kind_display()}, {state}", day, row.get_absolute_url(), tone))
    return dots
