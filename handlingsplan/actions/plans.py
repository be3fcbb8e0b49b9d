"""What is done to a plan: create, revise, agree, discard."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from amc.calendar import add_months
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import Municipality, User
from handlingsplan import rules
from handlingsplan.actions.locks import Edited, editing, lock_enrolment, lock_version
from handlingsplan.content import fingerprint, read_content
from handlingsplan.models import Activity, FollowUp, Goal, Plan, PlanVersion
from participants.models import Enrolment


@dataclass(frozen=True)
class ParticipantAgrees:
    """How the participant agreed: on screen, on a paper with its date and place, or by the consultant with a reason."""

    how: str
    paper_date: dt.date | None = None
    paper_reference: str = ""
    behalf_reason: str = ""


@transaction.atomic
def create_plan(*, enrolment: Enrolment, by: User) -> PlanVersion:
    """Begin the plan of `enrolment`; answers its draft, also where somebody else has just begun one.

    Raises Refused when the enrolment is closed, or when there is an agreed version to revise instead.
    """
    refuse_if([] if lock_enrolment(enrolment).is_open else [rules.CLOSED])
    plan, _ = Plan.objects.get_or_create(enrolment=enrolment)
    latest = plan.versions.order_by("-number").first()
    if latest:
        return latest if latest.is_draft else revise_plan(plan=plan, by=by)
    return PlanVersion.objects.create(plan=plan, number=1, created_by=by)


@transaction.atomic
def revise_plan(*, plan: Plan, by: User) -> PlanVersion:
    """A draft with everything that the agreed version says, to be changed; the draft there is, if there is one.

    Goals and activities keep their `origin`, so that they can be followed and compared.
    """
    enrolment = lock_enrolment(plan.enrolment)
    refuse_if([] if enrolment.is_open else [rules.CLOSED])
    versions = plan.versions.order_by("-number")
    draft = versions.filter(state=PlanVersion.State.DRAFT).first()
    if draft:
        return draft
    agreed = versions.filter(state=PlanVersion.State.AGREED).first()
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = PlanVersion.objects.create(
        plan=plan, number=number, created_by=by, summary=agreed.summary if agreed else ""
    )
    if agreed:
        copy_content(agreed, draft)
    return draft


@transaction.atomic
def discard_draft(*, version: PlanVersion) -> None:
    """Throw a draft away, for good. The agreed version, and how far its activities have come, stays.

    Raises Refused when the version is not a draft.
    """
    with editing(version):
        pass
    Activity.objects.filter(version=version).delete()
    Goal.objects.filter(version=version).delete()
    PlanVersion.objects.filter(pk=version.pk).delete()


@transaction.atomic
def change_summary(*, version: PlanVersion, revision: int, summary: str) -> Edited:
    """Change what the person wants, in the person's own words. Raises Refused, and Stale on an older revision."""
    with editing(version) as edited:
        edited.version.summary = summary.strip()
        save_revised(edited.version, revision, ["summary"])
    return edited


@transaction.atomic
def agree_plan(
    *,
    version: PlanVersion,
    seen: str,
    by: User,
    now: dt.datetime,
    participant: ParticipantAgrees | None = None,
    consultant: bool = False,
) -> PlanVersion:
    """Enter that the participant, the consultant or both agree to the draft; when both have, and everybody else who is
    asked, it is frozen.

    `seen` is the fingerprint of the text that was shown: another text is not signed. `agreed_on` is the day when the
    later of the two was entered and never earlier [S0]. The version agreed before is replaced, and after the first
    plan a follow-up is planned unless one is. Raises Refused.
    """
    enrolment, version, obstacles = lock_text(version, seen)
    today = timezone.localdate(now)
    refuse_if([] if participant or consultant else [rules.NOBODY_AGREES])
    if participant:
        obstacles += rules.participant_agreement_obstacles(
            how=participant.how,
            paper_date=participant.paper_date,
            paper_reference=participant.paper_reference,
            behalf_reason=participant.behalf_reason,
            today=today,
        )
    refuse_if(obstacles)
    if participant and version.participant_agreed_at is None:
        version.participant_agreed_at, version.participant_lost_on = now, None
        version.participant_agreed_how = participant.how
        on_paper = participant.how == PlanVersion.AgreedHow.PAPER
        version.paper_date = participant.paper_date if on_paper else None
        version.paper_reference = participant.paper_reference.strip() if on_paper else ""
        version.behalf_reason = (
            participant.behalf_reason.strip() if participant.how == PlanVersion.AgreedHow.BEHALF else ""
        )
    if consultant and version.consultant_agreed_at is None:
        version.consultant_agreed_at, version.consultant_agreed_by = now, by
        version.consultant_lost_on = version.consultant_lost = None
    freeze_when_agreed(version, enrolment, now)
    version.save()
    return version


def lock_text(version: PlanVersion, seen: str) -> tuple[Enrolment, PlanVersion, list[Obstacle]]:
    """The enrolment and the draft, locked, to agree to the text whose fingerprint is `seen`; and what the text lacks.

    Raises Refused when another text stands there now, when it is frozen, or when the enrolment is closed.
    """
    enrolment = lock_enrolment(version.plan.enrolment)
    version = lock_version(version)
    refuse_if(rules.editing_obstacles(version, enrolment.is_open))
    content = read_content(version)
    if fingerprint(content) != seen:
        raise Refused(rules.TEXT_CHANGED)
    return enrolment, version, rules.completeness_obstacles([part.goal for part in content.goals], content.activities)


def freeze_when_agreed(version: PlanVersion, enrolment: Enrolment, now: dt.datetime) -> None:
    """Make the version the one in force, once everybody has agreed; the caller saves it."""
    both = [version.participant_agreed_at, version.consultant_agreed_at]
    moments = [moment for moment in both if moment]
    if len(moments) < len(both) or version.parties.waited_for().exists():
        return
    earlier = PlanVersion.objects.filter(plan=version.plan_id).exclude(pk=version.pk)
    first = not earlier.exists()
    earlier.filter(state=PlanVersion.State.AGREED).update(state=PlanVersion.State.REPLACED)
    version.state = PlanVersion.State.AGREED
    version.frozen_at = now
    version.agreed_on = timezone.localdate(max(moments))
    if first and not FollowUp.objects.filter(enrolment=enrolment).open().exists():
        months = Municipality.objects.values_list("follow_up_months", flat=True).get(pk=1)
        FollowUp.objects.create(
            enrolment=enrolment, kind=FollowUp.Kind.PLAN, due_on=add_months(version.agreed_on, months)
        )


def copy_content(agreed: PlanVersion, draft: PlanVersion) -> None:
    """Write the goals and activities of `agreed` into `draft`, with their origins."""
    goals: dict[int | None, Goal | None] = {None: None}
    for goal in agreed.goals.order_by("order", "id"):
        key = goal.pk
        goals[key] = _as_new(goal, version=draft)
        goals[key].save(force_insert=True)  # type: ignore[union-attr]
    rows = agreed.activities.order_by("order", "id")
    Activity.objects.bulk_create(_as_new(row, version=draft, goal=goals[row.goal_id]) for row in rows)


def _as_new[Row: (Goal, Activity)](row: Row, **changed: object) -> Row:
    values = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in {"id", "uuid", "revision"}
    }
    return type(row)(uuid=uuid.uuid4(), **(values | changed))
