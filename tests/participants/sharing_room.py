"""Makers of consents and disclosures."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from participants.models import Consent, Disclosure
from tests.factories import ParticipantFactory, UserFactory, at


class ConsentFactory(DjangoModelFactory[Consent]):
    """A consent in force, of nothing sensitive."""

    class Meta:
        model = Consent

    participant = factory.SubFactory(ParticipantFactory)
    recipient = "arbetsgivare"
    organisation = "Bageriet Vetekornet"
    facts = factory.LazyFunction(lambda: ["kontakt", "placering"])
    purpose = "Så att arbetsplatsen kan planera."
    given_on = dt.date(2026, 10, 1)
    given_how = Consent.How.PAPER
    paper_ref = "Pärm 4"
    valid_to = dt.date(2027, 9, 30)
    recorded_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..participant.unit"))


class DisclosureFactory(DjangoModelFactory[Disclosure]):
    """Something told after a secrecy test."""

    class Meta:
        model = Disclosure

    participant = factory.SubFactory(ParticipantFactory)
    recipient = "af"
    organisation = "Arbetsförmedlingen"
    person = "Siv Sandberg, handläggare"
    what = "Att praktiken går bra."
    facts = factory.LazyFunction(lambda: ["placering"])
    statute = "10 kap. 2 § OSL (2009:400)"
    reasons = "Behövs för att de ska kunna besluta om nästa steg."
    form = Disclosure.Form.ORAL
    disclosed_at = at(dt.date(2026, 11, 20))
    disclosed_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..participant.unit"))
