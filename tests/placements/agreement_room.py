"""Agreements about internships, for tests that are about something else."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from placements.actions.agreements import text_of
from placements.models import InternshipAgreement, InternshipSignature
from tests.access.side import TODAY
from tests.factories import InternshipFactory, at


class InternshipAgreementFactory(DjangoModelFactory[InternshipAgreement]):
    """The first version, that nobody has signed."""

    class Meta:
        model = InternshipAgreement

    internship = factory.SubFactory(InternshipFactory)
    number = 1
    text = factory.LazyAttribute(lambda o: text_of(o.internship).as_data())
    created_at = at(TODAY)
    created_by = factory.SelfAttribute("internship.created_by")


class InternshipSignatureFactory(DjangoModelFactory[InternshipSignature]):
    """The participant's, on screen."""

    class Meta:
        model = InternshipSignature

    agreement = factory.SubFactory(InternshipAgreementFactory)
    party = "participant"
    how = "screen"
    signed_at = at(TODAY)
    by = factory.SelfAttribute("agreement.created_by")


def signed_by_all(agreement: InternshipAgreement, **employer: Any) -> InternshipAgreement:
    """All three have signed, on `TODAY`."""
    InternshipSignatureFactory(agreement=agreement)
    InternshipSignatureFactory(agreement=agreement, **{"party": "employer", "name": "Hans Hedlund"} | employer)
    InternshipSignatureFactory(agreement=agreement, party="consultant")
    agreement.frozen_at = at(TODAY)
    agreement.save()
    return agreement
