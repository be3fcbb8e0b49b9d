"""How the tables of persons and cases stand behind the wall (amc.wall)."""

from amc.staff.access import Kind
from amc.wall.lines import ALL, By, OfPerson, OfUnit, OnCase, Outside, number, numbers, unit

_CASE, _PLACEMENT = unit(Kind.CASE), unit(Kind.PLACEMENT)
_HIDDEN = numbers("hidden")

# Whoever pays or employs reaches those who have a placement in the unit; whoever supervises, those they supervise.
PERSON = f"""
    t.unit_id = {_CASE} AND t.id <> ALL ({_HIDDEN})
    OR t.id = ANY ({numbers("persons_case")}) OR t.id = ANY ({numbers("supervised_persons")})
    OR {_PLACEMENT} IS NOT NULL AND wall.has_case_of_unit(t.id)
"""
CASE = f"""
    t.unit_id = {_CASE} AND t.participant_id <> ALL ({_HIDDEN})
    OR t.id = ANY ({numbers("cases_case")}) OR t.id = ANY ({numbers("supervised")})
    OR t.unit_id = {_PLACEMENT} AND t.participant_id <> ALL ({_HIDDEN}) AND wall.is_placed(t.id)
"""
# Logged with a hidden person's number by somebody who may not see that person: it goes to those who are named. One
# that is said to be about a protected person waits for whoever logged it and those who are named from the start.
_REFERRAL = f"""
    (t.participant_id IS NULL OR t.participant_id <> ALL ({_HIDDEN})
     OR t.landed AND t.registered_by_id = {number("user")})
    AND (t.protection = '' OR t.participant_id IS NOT NULL OR t.registered_by_id = {number("user")}
         OR (SELECT current_setting('amc.named', true)) = 'yes')
"""
# Sensitive areas are for those who work with the case [S2].
_WORKED = f"t.participant_id = ANY ({numbers('worked')})"
_ORDINARY = f"""
    ({_WORKED} OR EXISTS (SELECT FROM participants_kartlaggningarea a WHERE a.id = t.area_id AND NOT a.sensitive))
"""
_UNFENCED = f"(NOT t.sensitive OR {_WORKED})"


def _due(more: str) -> str:
    """That a planned change of consultant whose day has come says so: all that Celery changes in a case."""
    return (
        "EXISTS (SELECT FROM participants_plannedchange p"
        f" WHERE p.state = 'planned' AND p.day <= public.amc_local_date(now()) AND {more})"
    )


_OF_ITS_CASE = "p.enrolment_id = t.enrolment_id"

LINES = (
    By("participant", rule=PERSON, worker=("id", "uuid", "is_protected", "birth_date")),
    OfPerson("identitynumber", worker=("id", "participant_id", "claimed_on")),
    OfPerson("protectedidentity", kept=True),
    OfPerson("protectedaccess", worker=("participant_id", "user_id", "period", "ended_at")),
    By(
        "enrolment",
        rule=CASE,
        worker=ALL,
        may=("UPDATE (consultant_id, revision)",),
        changes=_due("p.enrolment_id = t.id AND p.to_id = t.consultant_id"),
    ),
    OnCase(
        "caseassignment",
        worker=("id", "enrolment_id", "user_id", "part", "period"),
        may=("INSERT", "UPDATE (period)"),
        adds=_due(f"{_OF_ITS_CASE} AND p.to_id = t.user_id"),
        changes=_due(_OF_ITS_CASE),
    ),
    # Why a consultant changes is the one thing in words that Celery reads of a case: it goes to the part that begins.
    OnCase(
        "plannedchange",
        worker=(
            *("id", "uuid", "enrolment_id", "step", "of_id", "to_id", "day", "reason", "planned_by_id", "state"),
            *("settled_at", "settled_by_id", "read_at"),
        ),
        may=("UPDATE (state, why, settled_at, handover_id)",),
    ),
    OfUnit(
        "handover",
        worker=("id", "unit_id", "of_id", "first_day", "last_day", "everything", "made_at", "undone_at"),
        may=("INSERT",),
        adds=_due("p.of_id = t.of_id AND p.day = t.first_day AND p.planned_by_id = t.made_by_id"),
    ),
    By(
        "handoverletter",
        rule="EXISTS (SELECT FROM participants_handover h WHERE h.id = t.handover_id)",
        worker=("id", "uuid", "handover_id", "to_id", "read_at"),
        may=("INSERT",),
        adds=_due("p.to_id = t.to_id"),
    ),
    OnCase("handedcase", worker=("id",), may=("INSERT",), adds=_due(_OF_ITS_CASE)),
    OfPerson("temporaryaccess", worker=ALL),
    OnCase("outsidecontact"),
    OfUnit(
        "referral",
        kind=Kind.REFERRAL,
        only=_REFERRAL,
        worker=("id", "uuid", "state", "received_on", "unit_id", "participant_id"),
    ),
    OfUnit("importfile", kind=Kind.REFERRAL),
    OnCase("journalentry", kind=Kind.JOURNAL, kept=True),
    OnCase(
        "meeting",
        worker=("id", "uuid", "enrolment_id", "consultant_id", "starts_at", "state", "interpreter", "revision"),
        may=("UPDATE (consultant_id, revision)",),
        changes=_due(f"{_OF_ITS_CASE} AND p.to_id = t.consultant_id"),
    ),
    OnCase("meetingparty", "meeting"),
    OnCase("undertaking", worker=("id", "uuid", "meeting_id", "enrolment_id", "due_on", "state")),
    OfPerson(
        "kartlaggningentry", kind=Kind.JOURNAL, only=_ORDINARY, kept=True, worker=("id", "enrolment_id", "area_id")
    ),
    OfPerson("consent", kind=Kind.JOURNAL, only=_UNFENCED),
    OfPerson("disclosure", kind=Kind.JOURNAL, only=_UNFENCED, kept=True),
    OfPerson("withheld", kind=Kind.JOURNAL),
    OfPerson(
        "statement",
        kind=Kind.JOURNAL,
        only=_UNFENCED,
        kept=True,
        worker=("id", "uuid", "participant_id", "enrolment_id", "direction", "due_on", "supersedes_id"),
    ),
    OnCase(
        "closure", worker=("id", "uuid", "enrolment_id", "to_work", "lasted_month", "work_started_on", "may_contact")
    ),
    OnCase("laterfollowup", worker=("id", "uuid", "closure_id", "enrolment_id", "due_on", "outcome")),
)
OUTSIDE = (Outside("kartlaggningarea", ("id", "sensitive")), Outside("source", ("id", "code", "regime", "below_age")))
