"""A word of its own in every text field of every row, and an oracle that says who may meet it.

The oracle is written from domain.md sections 1 and 5, in terms of whose the row is and which field it is. It knows
nothing of `visible_to`, of permissions or of PostgreSQL's policies.
"""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from participants.models import Enrolment, Participant, Referral
from tests.access.filling import fill, fill_imported_rows
from tests.access.sides import Sides, people_of

TOKEN = re.compile(r"zq\d{6}z")
SHORT = 10

WORKS = {"konsulent", "kollega", "insatt kollega", "enhetschef"}
# The municipality's own words, which hold nobody: names of units, staff and codes.
NOBODYS = {
    "Municipality", "Unit", "Team", "User", "Source", "KartlaggningArea", "ActivityKind", "Scheme", "InternshipKind",
    "PlannedVisit", "AgreementClause",
    "Competence", "OpeningReason", "RetentionRule", "ReviewRule", "FollowUpQuestion",
    "ProgressSet", "ProgressVersion", "ProgressQuestion", "MeasureKind", "ListRule", "ListColumn",
    "AbsenceKind", "ReportEvent", "PayrollColumn",
    "PlanWording", "StatementKind",
    "SkillList", "Skill", "CertificateKind", "Locality",
}  # fmt: skip
REGISTER = {
    *("Employer", "Workplace", "ContactPerson", "Supervisor", "EmployerContact", "EmployerWarning"),
    "ResponsibilityAgreement",
    "Opening",
    "Offer",
    "SupervisorTraining",
    "JointVisit",
}
# What those see who know where somebody is, but not why: the name, and the placement.
PLACED = {
    "Participant.first_name", "Participant.last_name", "Employment.tasks", "Employment.collective_agreement",
    "Employment.reference", "Employment.union", "Employment.end_note", "Employment.exception_reason",
    "Internship.tasks", "Internship.purpose",
    "Internship.end_note", "SupervisionMonth.comment", "SupervisionMonth.on_behalf_reason", "Deviation.text",
    "Deviation.mended_how", "Deviation.place", "Deviation.reopened_why",
    "WageSupport.reference", "WageSupport.no_renewal",
    "SupervisionMonth.learnt", "SupervisionMonth.concern", "MonthCorrection.text",
    "LasAnswer.note",
}  # fmt: skip
# domain.md section 5: the deltagare's name, work tasks, period, hours and own contact person; and what they wrote.
SUPERVISED = {
    "Participant.first_name", "Participant.last_name", "Employment.tasks", "Internship.tasks",
    "SupervisionMonth.comment", "InternshipSignature.name", "InternshipSignature.paper_reference",
    "InternshipSignature.reason",
    "SupervisionMonth.learnt", "SupervisionMonth.concern", "MonthCorrection.text",
}  # fmt: skip
SUPERVISOR_REGISTER = {
    "Employer.name", "Workplace.name", "Workplace.division", "Workplace.address", "Workplace.city",
    "Supervisor.first_name", "Supervisor.last_name", "Supervisor.email", "Supervisor.phone",
}  # fmt: skip

UPWARDS = ("meeting", "enrolment", "plan", "version", "supervision", "proof", "employment", "internship", "entry")
UPWARDS += ("agreement", "follow_up", "measure", "member", "goal", "week", "support", "closure", "deviation")


@dataclass(frozen=True)
class Canary:
    """Where a token was put: the field, and whose it is."""

    where: str  # Table.field
    side: str  # own, foreign, ended, protected or ""
    table: str
    fenced: bool = False  # in a sensitive area of the kartläggning


@dataclass
class Aviary:
    """All canaries by their token."""

    sides: Sides
    by_token: dict[str, Canary] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)
    _people: dict[str, set[int]] = field(default_factory=dict)
    _row: tuple[Any, Any, str, bool] = (None, None, "", False)

    def release(self) -> None:
        """Put one in every text field; committed."""
        self._people = {word: set(people_of(side)) for word, side in self.sides.all().items()}
        fill(self._token)
        fill_imported_rows(self._imported)

    def _new(self, canary: Canary) -> str:
        token = f"zq{next(self._numbers):06d}z"
        self.by_token[token] = canary
        return token

    def _token(self, model: type[models.Model], text: models.Field, key: Any) -> str | None:
        if text.max_length and text.max_length < SHORT:
            return None
        table = getattr(model, "pgh_tracked_model", model)
        # The fields of a row come one after the other.
        if self._row[:2] != (model, key):
            self._row = (model, key, self._side(model, key), self._fenced(model, key))
        side, fenced = self._row[2:]
        token = self._new(Canary(f"{table.__name__}.{text.name}", side, table.__name__, fenced))
        return f"{token}@kommunen.example" if "mail" in text.name else token

    def _imported(self, key: int) -> str:
        from participants.models import ImportFile

        unit = ImportFile._base_manager.get(pk=key).unit_id
        side = "foreign" if unit == self.sides.world.foreign.unit.pk else "own"
        return self._new(Canary("ImportFile.rows", side, "ImportFile"))

    def _side(self, model: type[models.Model], key: Any) -> str:
        """Whose side the row hangs on; empty for nobody's, and for what all units share."""
        person = person_of(model, key)
        for word, people in self._people.items():
            if person in people:
                return word
        row: Any = model._base_manager.get(pk=key)
        unit = getattr(row, "unit_id", None)
        if person is None and unit is not None and model.__name__ not in {"User", "UserEvent", "Team", *REGISTER}:
            return "foreign" if unit == self.sides.world.foreign.unit.pk else "own"
        return ""

    def _fenced(self, model: type[models.Model], key: Any) -> bool:
        row: Any = model._base_manager.get(pk=key)
        return bool(getattr(getattr(row, "area", row), "sensitive", False))

    def may_meet(self, actor: str, token: str) -> bool:
        """Whether `actor` may meet the token anywhere."""
        canary = self.by_token[token]
        if actor == "utloggad":
            # An employer who offers a place without an account chooses among the units.
            return canary.where == "Unit.name"
        if canary.table in NOBODYS:
            return actor != "utloggad"
        if canary.table in REGISTER:
            if actor == "handledare":
                return canary.where in SUPERVISOR_REGISTER
            return actor not in {"utloggad", "utan roll", "systemförvaltare", "annan specialist"}
        if canary.table == "Phrase":
            return canary.side == "own" and actor in WORKS | {"specialist", "annan specialist"}
        if canary.table == "PlanTemplate":
            return canary.side in {"own", ""} and actor in WORKS
        if canary.side == "protected":
            return actor == self.sides.named and not canary.fenced
        if canary.side not in {"own", "ended"}:
            return False
        if canary.fenced:
            return actor == "konsulent" or (actor == "specialist" and canary.side == "own")
        if actor in WORKS:
            return True
        if actor == "specialist":
            return canary.side == "own" and canary.table not in {"Referral", "ImportFile"}
        if actor in {"ekonom", "hr"}:
            return canary.where in PLACED
        if actor == "handledare":
            return canary.side == "own" and canary.where in SUPERVISED
        return False

    def out_of_scope(self, actor: str, text: str) -> dict[str, str]:
        """The tokens in `text` that `actor` should not have met, with where they were."""
        met = set(TOKEN.findall(text))
        return {
            token: f"{self.by_token[token].side} {self.by_token[token].where}"
            for token in met
            if token in self.by_token and not self.may_meet(actor, token)
        }


def person_of(model: type[models.Model], key: Any) -> int | None:
    """The key of the person that a row hangs on, followed over its foreign keys; None for nobody."""
    row: Any = model._base_manager.get(pk=key)
    if isinstance(row, Participant):
        return row.pk
    for _ in range(5):
        tracked = getattr(type(row), "pgh_tracked_model", None)
        if tracked is Participant:
            return row.pgh_obj_id
        if getattr(row, "participant_id", None):
            return row.participant_id
        enrolment = getattr(row, "enrolment_id", None)
        if enrolment:
            return Enrolment._base_manager.values_list("participant", flat=True).get(pk=enrolment)
        if isinstance(row, Referral):
            return None
        up = next((name for name in UPWARDS if getattr(row, f"{name}_id", None)), "")
        if not up:
            return None
        table = row._meta.get_field(up).related_model
        row = table._base_manager.get(pk=getattr(row, f"{up}_id"))
    return None
