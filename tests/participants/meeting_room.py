"""Makers of what hangs on a meeting: its parties, and what they promised."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from participants.models import MeetingParty, Undertaking
from tests.factories import MeetingFactory


class MeetingPartyFactory(DjangoModelFactory[MeetingParty]):
    class Meta:
        model = MeetingParty

    meeting = factory.SubFactory(MeetingFactory)
    party = "af"


class UndertakingFactory(DjangoModelFactory[Undertaking]):
    class Meta:
        model = Undertaking

    meeting = factory.SubFactory(MeetingFactory)
    party = "af"
    what = "Återkommer med besked."
    due_on = dt.date(2026, 12, 1)
