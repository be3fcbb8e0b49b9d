"""What the tests of plans share: the days, and how they agree and address a plan."""

import datetime as dt
import uuid

from django.urls import reverse

from amc.calendar import today
from handlingsplan.actions.plans import ParticipantAgrees, agree_plan
from handlingsplan.content import fingerprint, read_content
from handlingsplan.models import PlanVersion
from tests.factories import at

TODAY = today()
NOW = at(TODAY)
SOON = TODAY + dt.timedelta(days=20)
SCREEN = ParticipantAgrees("screen")


def seen(version):
    """The fingerprint of the text as it stands."""
    return fingerprint(read_content(PlanVersion.objects.get(pk=version.pk)))


def agree(version, by, now=NOW, **kwargs):
    """Both agree to the text as it stands."""
    who = {"participant": SCREEN, "consultant": True} | kwargs
    return agree_plan(version=version, seen=seen(version), by=by, now=now, **who)


def address(name, version, *more):
    """The address `name` of the participant whose plan it is."""
    return reverse(name, args=[version.plan.enrolment.participant.uuid, *more])


def once():
    """The mark of one showing of a form."""
    return {"once": str(uuid.uuid4())}
