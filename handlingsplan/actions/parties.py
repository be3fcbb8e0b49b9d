"""Asking somebody at AF or socialtjänsten to agree to a version, and what became of it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.actions.locks import lock_enrolment, lock_version
from handlingsplan.actions.plans import freeze_when_agreed, lock_text
from handlingsplan.models import PlanParty, PlanVersion
from participants.models import OutsideContact

_SETTLED = ("due_on", "agreed_on", "how", "reference", "noted_at", "noted_by", "dropped_at", "dropped_by", "reason")


@transaction.atomic
def ask_party(
    *, version: PlanVersion, contact: OutsideContact, due_on: dt.date, by: User, now: dt.datetime
) -> PlanParty:
    """Let the draft wait for the agreement of `contact`, until `due_on` (inclusive) before it is chased.

    What the others have agreed to stands: the text is the same. Raises Refused.
    """
    enrolment = lock_enrolment(version.plan.enrolment)
    draft = lock_version(version)
    refuse_if(rules.editing_obstacles(draft, enrolment.is_open))
    today = timezone.localdate(now)
    refuse_if(
        rules.asking_obstacles(
            organisation=contact.organisation,
            is_current=contact.enrolment_id == enrolment.pk
            and not contact.none_named
            and (contact.ended_on is None or contact.ended_on > today),
            is_asked=draft.parties.filter(contact=contact, dropped_at__isnull=True).exists(),
            due_on=due_on,
            today=today,
        )
    )
    return PlanParty.objects.create(
        version=draft,
        contact=contact,
        organisation=contact.organisation,
        name=contact.name,
        due_on=due_on,
        asked_at=now,
        asked_by=by,
    )


@transaction.atomic
def settle_party(
    *,
    party: PlanParty,
    revision: int,
    seen: str,
    outcome: str,
    day: dt.date,
    by: User,
    now: dt.datetime,
    how: str = "",
    reference: str = "",
    reason: str = "",
) -> PlanParty:
    """Note that `party` agreed on `day`, give them time until `day`, or ask them no longer.

    The version is frozen when everybody has agreed who is asked. `seen` is the fingerprint of the text that they agreed
    to: another text is not signed. Raises Refused, and Stale when somebody noted something after `revision`.
    """
    if outcome == rules.PARTY_AGREED:
        enrolment, version, obstacles = lock_text(party.version, seen)
    else:
        enrolment, version, obstacles = lock_enrolment(party.version.plan.enrolment), lock_version(party.version), []
        refuse_if(rules.editing_obstacles(version, enrolment.is_open))
    row = PlanParty.objects.filter(pk=party.pk).first()
    if row is None:
        raise Stale(None)
    today = timezone.localdate(now)
    refuse_if(
        obstacles
        + rules.settling_obstacles(
            row, outcome=outcome, how=how, day=day, reference=reference, reason=reason, today=today
        )
    )
    if outcome == rules.PARTY_MORE_TIME:
        row.due_on = day
    elif outcome == rules.PARTY_DROPPED:
        row.dropped_at, row.dropped_by, row.reason = now, by, reason.strip()
    else:
        row.agreed_on, row.how, row.noted_at, row.noted_by = day, how, now, by
        row.reference, row.lost_on = reference.strip(), None
    save_revised(row, revision, (*_SETTLED, "lost_on"))
    freeze_when_agreed(version, enrolment, now)
    version.save()
    row.version = version
    return row
