"""Somebody at AF who is asked to agree to a plan."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from amc.calendar import today
from handlingsplan.actions.parties import settle_party
from handlingsplan.models import PlanParty
from participants.models import OutsideContact
from tests.factories import PlanVersionFactory, at
from tests.handlingsplan.room import NOW, TODAY, seen

DAY = dt.timedelta(days=1)


class ContactFactory(DjangoModelFactory[OutsideContact]):
    """Lena Berg at AF."""

    class Meta:
        model = OutsideContact

    organisation = "af"
    name = "Lena Berg"


class PlanPartyFactory(DjangoModelFactory[PlanParty]):
    """Asked yesterday, with two weeks to answer."""

    class Meta:
        model = PlanParty

    version = factory.SubFactory(PlanVersionFactory)
    contact = factory.LazyAttribute(
        lambda o: ContactFactory(enrolment=o.version.plan.enrolment, organisation=o.organisation, name=o.name)
    )
    organisation = "af"
    name = "Lena Berg"
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=13))
    asked_at = factory.LazyFunction(lambda: at(today() - dt.timedelta(days=1)))
    asked_by = factory.LazyAttribute(lambda o: o.version.created_by)


def settle(party, by, outcome="agreed", now=NOW, **values):
    """Note the answer, to the text as it stands."""
    party.refresh_from_db()
    told = {"day": TODAY, "how": "screen", "seen": seen(party.version), "revision": party.revision} | values
    return settle_party(party=party, outcome=outcome, by=by, now=now, **told)
