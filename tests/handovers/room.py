"""Rows of handovers, as they stand: how they come to be is the action's to say."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from participants.models import HandedCase, Handover, HandoverLetter, PlannedChange
from tests.factories import at

HANDED_ON = dt.date(2026, 11, 24)


class HandoverFactory(DjangoModelFactory[Handover]):
    class Meta:
        model = Handover

    first_day = HANDED_ON
    reason = "Byter team"
    everything = True
    made_by = factory.SelfAttribute("of")
    made_at = at(HANDED_ON, 9)


class LetterFactory(DjangoModelFactory[HandoverLetter]):
    class Meta:
        model = HandoverLetter


class HandedCaseFactory(DjangoModelFactory[HandedCase]):
    """A case that somebody has changed since: it says so when the handover is undone."""

    class Meta:
        model = HandedCase

    trail = factory.LazyFunction(
        lambda: {"made": 0, "parts": {}, "after": {}, "revision": 0, "meetings": {}, "own_meetings": []}
    )


class PlannedChangeFactory(DjangoModelFactory[PlannedChange]):
    """A change that is three weeks away when it is planned."""

    class Meta:
        model = PlannedChange

    day = HANDED_ON + dt.timedelta(days=20)
    reason = "Föräldraledig"
    of = factory.SelfAttribute("enrolment.consultant")
    planned_by = factory.SelfAttribute("of")
    planned_at = at(HANDED_ON, 8)
