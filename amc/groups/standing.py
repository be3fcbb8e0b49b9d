"""What the participant's page and plan say of groups."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from amc.groups.models import GroupMember
from handlingsplan.hooks import ActivityPart
from handlingsplan.models import Activity
from participants.hooks import Tie
from participants.page import Chip, Head, Place, Standing


def _facts(today: dt.date) -> dict[str, Any]:
    own = GroupMember.objects.filter(enrolment=OuterRef("pk"))
    tied = own.filter(left_on__isnull=True, origin__isnull=False).order_by("pk")
    row = JSONObject(origin="origin", uuid="group__uuid", name="group__name")
    return {"groups_any": Exists(own), "groups_tied": ArraySubquery(tied.values(row=row))}


def _chips(enrolment: Any, today: dt.date) -> Iterator[Chip]:
    if enrolment.groups_any:
        url = reverse("participant_groups", args=[enrolment.participant.uuid])
        yield Chip("Närvaro i grupp", url=url, shape="people")


def _ties(head: Head) -> dict[uuid.UUID, Tie]:
    """The groups that activities belong to; whoever may not open a group comes to how the person has come."""
    case: Any = head.enrolment
    own = reverse("participant_groups", args=[head.participant.uuid])
    return {
        uuid.UUID(row["origin"]): Tie(
            row["name"], reverse("group_detail", args=[row["uuid"]]) if head.may_edit else own
        )
        for row in (case.groups_tied if case else ())
    }


def _places(head: Head, activity: Activity) -> Iterator[Place]:
    """Make a group of an activity that is none yet, for those who may choose this person into a group."""
    tie = _ties(head).get(activity.origin)
    if tie:
        yield Place("Öppna gruppen" if head.may_edit else "Närvaro i grupp", tie.url, "people")
        return
    may_choose = head.open_enrolment and head.may_edit and (head.works_with or head.may_manage)
    if may_choose and activity.state in Activity.OPEN_STATES:
        url = reverse("activity_group", args=[head.participant.uuid, activity.uuid])
        yield Place("Gör till gruppaktivitet …", url, "people")


ATTENDANCE = Standing(facts=_facts, chips=_chips)
GROUPED = ActivityPart(ties=_ties, places=_places)
