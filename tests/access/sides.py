"""Two more sides of the own unit: one where all has ended, and one whose people have protected identity."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from participants.models import CaseAssignment, Enrolment, KartlaggningArea, Participant, ProtectedAccess
from placements.models import Employment, Internship, Supervision, SupervisionMonth
from tests.access.filling import as_owner
from tests.access.side import AGREED_ON, Side
from tests.access.world import NUMBERS, World, fill_side
from tests.factories import KartlaggningEntryFactory, SupervisionMonthFactory, days
from tests.handlingsplan.held import HeldFollowUpFactory
from tests.participants.statement_room import StatementFactory

ENDED_ON = dt.date(2026, 6, 30)
# Published test numbers (shared/data/testpersonnummer.txt).
MORE_NUMBERS = ("199001032391", "199001072389")
# Words of addresses that are about a person or a case: the rest is nobody's, or the municipality's.
PERSONAL = frozenset(
    {
        "participant", "area", "case", "substitute", "part", "contact", "entry", "meeting", "undertaking", "follow_up",
        "held_follow_up", "measure",
        "version", "versions", "party", "goal", "agreed_goal", "activity", "employment", "internship", "supervision",
        "deviation", "deviation_measure",
        "wage_support", "requisition", "next_step", "lock_in", "extension", "suspension", "internship_agreement",
        "settled", "fresh", "closure", "later", "consent", "disclosure", "withheld", "employer_document", "legal_hold",
        "supervised", "statement", "named",
        "kaa", "kaa_measure", "kaa_attempt", "kaa_occupation", "kaa_row",
        "requirement", "requirement_week", "requirement_bulk", "board_report", "judged_list", "certificate",
        "group_member", "proposal",
        "planned_change", "planned_step",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """What is in the world, by whose it is. `named` is the word of the only one who may see the protected."""

    world: World
    ended: Side
    protected: Side
    named: str = "kollega"

    def all(self) -> dict[str, Side]:
        """Each side by its word."""
        return {"own": self.world.own, "foreign": self.world.foreign, "ended": self.ended, "protected": self.protected}


def add_sides(world: World) -> Sides:
    """Make the two sides and what else the canaries sit in; in the caller's transaction."""
    own = world.own
    made = [Side(own.unit, own.consultant, own.specialist, own.supervisor) for _ in MORE_NUMBERS]
    for side, number in zip(made, MORE_NUMBERS, strict=True):
        fill_side(side, number)
    for side in (own, world.foreign, *made):
        _deepen(side)
    return Sides(world, *made)


def _deepen(side: Side) -> None:
    """Write where the addresses alone need nothing: kartläggning with a fenced area, and a month with a comment."""
    case = Enrolment._base_manager.get(uuid=side.objects["case"]["uuid"])
    fenced = KartlaggningArea.objects.filter(sensitive=True).order_by("code").first()
    KartlaggningEntryFactory(enrolment=case, assessment="Bedömning.")
    KartlaggningEntryFactory(enrolment=case, area=fenced, own_words="Jag har ont.", assessment="Svårt.")
    StatementFactory(enrolment=case)
    HeldFollowUpFactory(enrolment=case, held_by=side.consultant, answers="all")
    for supervision in Supervision._base_manager.filter(enrolment=case):
        SupervisionMonthFactory(
            supervision=supervision,
            month=dt.date(2026, 10, 1),
            comment="Gick bra.",
            confirmed_by=side.supervisor.user,
        )


def people_of(side: Side) -> list[int]:
    """The keys of the persons of a side."""
    words = ("participant", "fresh", "settled")
    uuids = [side.objects[word]["uuid"] for word in words]
    closed = Enrolment._base_manager.filter(closure__uuid=side.objects["closure"]["uuid"])
    named = Participant._base_manager.filter(uuid__in=uuids).values_list("pk", flat=True)
    return [*named, *closed.values_list("participant", flat=True)]


def settle(sides: Sides) -> None:
    """Let what should have ended have ended, and hide who should be hidden; committed, as the owner of the tables."""
    with as_owner(), transaction.atomic():
        with connection.cursor() as cursor:
            # The rules for how these rows come to be are tested elsewhere; here they only have to stand.
            cursor.execute("SET LOCAL session_replication_role = replica")
        ended, hidden = people_of(sides.ended), people_of(sides.protected)
        cases = Enrolment._base_manager.filter(participant__in=ended)
        period: Any = days(AGREED_ON, ENDED_ON)
        CaseAssignment._base_manager.filter(enrolment__in=cases).update(period=period)
        for table in (Supervision, Employment, Internship):
            table._base_manager.filter(enrolment__in=cases).update(period=period)
        months = SupervisionMonth._base_manager.filter(supervision__enrolment__in=cases, month=dt.date(2026, 10, 1))
        months.update(month=dt.date(2026, 6, 1))
        Participant._base_manager.filter(pk__in=hidden).update(is_protected=True)
        user = sides.world.actors[sides.named]
        standing = ProtectedAccess._base_manager.filter(participant__in=hidden)
        standing.update(user=user)
        for person in set(hidden) - set(standing.values_list("participant_id", flat=True)):
            ProtectedAccess._base_manager.create(
                participant_id=person, user=user, period=days(AGREED_ON, None), named_by=user
            )


assert not set(MORE_NUMBERS) & set(NUMBERS)
