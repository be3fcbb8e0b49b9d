"""What placements say that others may be told of (participants.sharing)."""

from collections.abc import Iterable
from typing import Any

from amc.staff.models import User
from handlingsplan.compare import hours
from handlingsplan.models import FollowUp
from participants.models import Enrolment, Withheld
from participants.rules.sharing import Fact
from participants.sharing import Piece
from placements.models import Employer, Employment, Internship

WITH_THE_EMPLOYER = [FollowUp.Attendee.ARBETSGIVARE, FollowUp.Attendee.HANDLEDARE]


def placement_pieces(user: User, enrolment: Enrolment) -> Iterable[Piece]:
    """Each internship and employment with its days and tasks, never why it ended; and what was agreed in the
    follow-ups that the employer took part in."""
    internships = Internship.objects.visible_to(user).filter(enrolment=enrolment)
    employments = Employment.objects.visible_to(user).filter(enrolment=enrolment)
    rows: list[tuple[Internship | Employment, Employer, str, str]] = [
        (
            row,
            row.workplace.employer,
            f"{row.kind.name}, {row.workplace.name}",
            f"{hours(row.hours_per_week)} timmar i veckan",
        )
        for row in internships.select_related("kind", "workplace__employer").order_by("period", "pk")
    ]
    rows += [
        (row, row.employer, f"{row.scheme.name}, {row.employer.name}", f"{row.extent} %")
        for row in employments.select_related("scheme", "employer").order_by("period", "pk")
    ]
    held = FollowUp.objects.visible_to(user).filter(
        enrolment=enrolment, held_on__isnull=False, attendees__overlap=WITH_THE_EMPLOYER
    )
    meetings = list(held.order_by("held_on", "pk"))
    told: set[tuple[int, int]] = set()
    for row, employer, title, extent in rows:
        text = "\n".join(line for line in (f"{row.first_day} – {row.last_day}, {extent}", row.tasks) if line)
        about: dict[str, Any] = {"about": employer.uuid, "organisation": employer.name}
        yield Piece(Fact.PLACEMENT, title, text, of=Withheld.Of.PLACEMENT, subject=row.uuid, **about)
        for meeting in meetings:
            if row.first_day <= meeting.held_on <= row.last_day and (meeting.pk, employer.pk) not in told:
                told.add((meeting.pk, employer.pk))
                yield Piece(Fact.THREE_PARTIES, f"Trepartssamtal {meeting.held_on}", meeting.agreed, **about)
