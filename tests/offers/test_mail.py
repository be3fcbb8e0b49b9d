"""The unit is told by e-mail that offers have come in, where it has an address and mail goes anywhere."""

import datetime as dt

import pytest
from django.core import mail

from amc.offers.mail import sends_mail, tell_of_offers
from amc.offers.models import Offer
from amc.offers.tasks import mail_offers
from amc.staff.models import Municipality
from tests.offers.room import ARRIVED, SupervisorOfferFactory

pytestmark = pytest.mark.django_db
NOW = ARRIVED + dt.timedelta(minutes=5)


@pytest.fixture
def address(people):
    Municipality.objects.update(email="ame@kommunen.example")


def test_one_message_about_all_that_came_in_and_of_nobody(offer, supervisor_offer, address):
    assert tell_of_offers(NOW) == 2
    (message,) = mail.outbox
    assert message.to == ["ame@kommunen.example"]
    assert message.subject == "2 nya erbjudanden från arbetsplatser"
    assert "/erbjudanden/" in message.body
    for said in (offer.name, offer.workplace, offer.email, supervisor_offer.name):
        assert said not in f"{message.subject} {message.body}"
    assert tell_of_offers(NOW) == 0
    assert len(mail.outbox) == 1


def test_nobody_is_told_without_an_address_and_not_later_of_what_is_old(offer):
    assert tell_of_offers(NOW) == 0
    Municipality.objects.update(email="ame@kommunen.example")
    assert tell_of_offers(ARRIVED + dt.timedelta(days=1)) == 0
    assert mail.outbox == []


def test_nothing_goes_where_no_mail_server_is_set(offer, address, settings):
    assert sends_mail()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    assert not sends_mail()
    assert tell_of_offers(NOW) == 0
    assert Offer._base_manager.get().mailed_at is None


def test_what_could_not_be_sent_is_tried_again(offer, address, monkeypatch):
    def down(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    assert tell_of_offers(NOW) == 0
    monkeypatch.undo()
    assert tell_of_offers(NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_may_tell(as_worker, people):
    Municipality.objects.update(email="ame@kommunen.example")
    SupervisorOfferFactory(unit=people.unit)
    with as_worker():
        mail_offers()
    assert len(mail.outbox) == 1
    assert Offer._base_manager.get().mailed_at is not None
