"""A consent that is taken back in the moment it is used (PostgreSQL decides, whoever comes first)."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from participants.models import Consent, Disclosure
from tests.factories import ParticipantFactory, UserFactory
from tests.participants.case_room import NOW
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_disclosure_waits_for_a_withdrawal_that_is_not_yet_committed() -> None:
    participant = ParticipantFactory()
    by, teller = UserFactory(unit=participant.unit), UserFactory(unit=participant.unit)
    consent = ConsentFactory(participant=participant)
    withdrawn, found = threading.Event(), []

    def tell() -> None:
        withdrawn.wait(10)
        try:
            DisclosureFactory(
                participant=participant,
                consent=consent,
                recipient=consent.recipient,
                organisation=consent.organisation,
                facts=["kontakt"],
                statute="",
                reasons="",
                disclosed_at=NOW,
                disclosed_by=teller,
            )
        except IntegrityError as error:
            found.append(str(error))
        finally:
            connection.close()

    telling = threading.Thread(target=tell)
    with transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=NOW, withdrawn_recorded_by=by)
        telling.start()
        withdrawn.set()
        telling.join(0.5)
        # Read without the lock, the consent would still hold and the row would be there.
        assert telling.is_alive()
    telling.join(10)
    assert len(found) == 1
    assert "no consent in force" in found[0]
    assert not Disclosure.objects.exists()
