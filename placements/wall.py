"""How the tables of placements and supervision stand behind the wall (amc.wall)."""

from amc.staff.access import Kind
from amc.wall.lines import ALL, OfPerson, OfUnit, OnCase, Outside, View, numbers, unit

# What somebody supervises themselves; the list is made by wall.enter.
_EMPLOYMENTS, _INTERNSHIPS = numbers("supervised_employments"), numbers("supervised_internships")
_SUPERVISIONS = numbers("supervisions")
# A person who has come from another unit brings what counts towards the time limits.
_FOLLOWS = f"EXISTS (SELECT FROM wall.person p WHERE p.id = {{person}} AND p.unit_id = {unit(Kind.PLACEMENT)})"

LINES = (
    OnCase(
        "employment",
        kind=Kind.PLACEMENT,
        also=f"t.id = ANY ({_EMPLOYMENTS}) OR {_FOLLOWS.format(person='t.participant_id')}",
        worker=(
            "id",
            "uuid",
            "enrolment_id",
            "participant_id",
            "employer_id",
            "scheme",
            "workplace_id",
            "period",
            "end_reason",
            "end_noted_on",
            "end_noted_by_id",
        ),
    ),
    OnCase("employmentfollowup", "employment", kind=Kind.PLACEMENT),
    OfPerson("amitotal", kind=Kind.PLACEMENT),
    OnCase(
        "internship",
        kind=Kind.PLACEMENT,
        also=f"t.id = ANY ({_INTERNSHIPS})",
        worker=(
            "id",
            "uuid",
            "enrolment_id",
            "kind_id",
            "workplace_id",
            "period",
            "end_reason",
            "end_noted_on",
            "end_noted_by_id",
        ),
    ),
    OnCase("internshipvisit", "internship"),
    OnCase(
        "internshipagreement",
        "internship",
        also=f"t.internship_id = ANY ({_INTERNSHIPS})",
        worker=("id", "uuid", "internship_id", "created_at", "changed_at", "frozen_at"),
    ),
    OnCase(
        "internshipsignature",
        "agreement",
        also=(
            "EXISTS (SELECT FROM placements_internshipagreement a"
            f" WHERE a.id = t.agreement_id AND a.internship_id = ANY ({_INTERNSHIPS}))"
        ),
        worker=("id", "uuid", "agreement_id", "party", "by_id", "lost_at"),
    ),
    # What a month is worth depends on who else leads at the same placement.
    OnCase(
        "supervision",
        kind=Kind.PLACEMENT,
        also=f"t.id = ANY ({_SUPERVISIONS}) OR t.employment_id = ANY ({_EMPLOYMENTS})"
        f" OR t.internship_id = ANY ({_INTERNSHIPS})",
        worker=ALL,
    ),
    OnCase(
        "supervisionmonth",
        "supervision",
        kind=Kind.PLACEMENT,
        also=f"t.supervision_id = ANY ({_SUPERVISIONS})",
        kept=True,
        worker=("id", "supervision_id", "month"),
    ),
    OnCase(
        "monthcorrection",
        "proof",
        kind=Kind.PLACEMENT,
        also="EXISTS (SELECT FROM placements_supervisionmonth m WHERE m.id = t.proof_id"
        f" AND m.supervision_id = ANY ({_SUPERVISIONS}))",
        kept=True,
    ),
    OfUnit("payrollfile", kind=Kind.PAY, kept=True),
    View("unconfirmedmonth", worker=ALL),
    # Made payable by whoever confirms the month it proves.
    OfUnit(
        "supervisorpayment",
        kind=Kind.PAY,
        also="EXISTS (SELECT FROM placements_supervisionmonth m WHERE m.id = t.proof_id)",
        worker=("id", "supervisor_id", "settled_at"),
    ),
    OnCase("wagesupport", kind=Kind.PLACEMENT, worker=ALL),
    OnCase("requisition", "support", kind=Kind.PLACEMENT, worker=("id", "support_id", "month", "withdrawn_at")),
    View("waitingrequisition", worker=ALL),
    OnCase("lockinanswer", kept=True, worker=("id", "enrolment_id", "about", "answered_on")),
    OnCase(
        "nextstep",
        "employment",
        kept=True,
        worker=("id", "employment_id", "moment", "last_day", "leads_to", "answered_at"),
    ),
    OnCase(
        "lasanswer",
        "employment",
        kind=Kind.PLACEMENT,
        kept=True,
        worker=("id", "employment_id", "reached_on", "decision"),
    ),
    OnCase(
        "extensionrequest",
        "employment",
        worker=(
            "id",
            "uuid",
            "employment_id",
            "state",
            "asked_on",
            "asked_by_id",
            "decided_on",
            "decided_by_id",
        ),
    ),
    # It may tell of health: those who do casework, and nobody at the workplace.
    OnCase("suspension", "employment", worker=("employment_id", "period", "withdrawn_on")),
    OnCase(
        "acknowledgedwarning",
        kind=Kind.PLACEMENT,
        kept=True,
        worker=("id", "enrolment_id", "employment_id", "internship_id", "code", "acknowledged_at"),
    ),
    OnCase(
        "deviation",
        kind=Kind.PLACEMENT,
        also=f"t.employment_id = ANY ({_EMPLOYMENTS}) OR t.internship_id = ANY ({_INTERNSHIPS})",
        worker=("id", "uuid", "enrolment_id", "severity", "noticed_on", "proposed_on", "mended_on"),
    ),
    OnCase(
        "deviationmeasure",
        "deviation",
        worker=("id", "uuid", "deviation_id", "doer_id", "due_on", "done_on"),
    ),
)
OUTSIDE = (
    Outside("scheme"),
    Outside("supervisor", ("id", "user_id", "last_day")),
    Outside("supervisortraining", ("supervisor_id", "held_on", "valid_until", "withdrawn_on")),
    Outside("workplace", ("id", "own_workshop")),
    Outside("internshipkind", ("id", "precedes_job")),
    Outside("employer", ("id", "is_active")),
    Outside("employercontact", ("uuid", "next_on", "next_by_id", "done_on")),
    Outside("jointvisit", ("uuid", "on_day", "by_id", "state")),
    Outside(
        "responsibilityagreement",
        ("uuid", "employer_id", "workplace_id", "valid_to", "lapses", "created_by_id"),
    ),
)
