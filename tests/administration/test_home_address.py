"""Where somebody who works here lives: given by the systemförvaltare, for the review of the read log alone."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.staff.models import HomeAddress
from tests.factories import make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def admin(people):
    client = Client()
    client.force_login(people.admin)
    return client


def save(client, user, **typed):
    return client.post(reverse("user_home_address", args=[user.uuid]), {"address": "", "postcode": ""} | typed)


def test_it_is_given_shown_and_taken_away(admin, people):
    saved = save(admin, people.anna, address="Storgatan 3", postcode=" 611 83")
    assert saved["Location"] == people.anna.get_absolute_url()
    row = HomeAddress.objects.get()
    assert (row.user, row.address, row.postcode) == (people.anna, "Storgatan 3", "61183")
    page = admin.get(reverse("user_home_address", args=[people.anna.uuid])).text
    assert 'value="Storgatan 3"' in page
    assert "Storgatan" not in admin.get(people.anna.get_absolute_url()).text
    save(admin, people.anna)
    assert not HomeAddress.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"address": "Storgatan 3"}, "postcode", "Fyll i både gatuadress och postnummer"),
        ({"postcode": "61183"}, "address", "Fyll i både gatuadress och postnummer"),
        ({"address": "Storgatan 3", "postcode": "6118"}, "postcode", "fem siffror"),
        ({"address": "Storgatan 3", "postcode": "Ort 1"}, "postcode", "fem siffror"),
        ({"address": "Storgatan 3", "postcode": "611 8³"}, "postcode", "fem siffror"),
        ({"address": "ö" * 201, "postcode": "61183"}, "address", "201 tecken"),
    ],
)
def test_half_an_address_is_refused_in_words(admin, people, typed, field, words):
    answer = save(admin, people.anna, **typed)
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.text
    assert not HomeAddress.objects.exists()


@pytest.mark.parametrize("values", [{"address": "", "postcode": "61183"}, {"address": "A 1", "postcode": "6118"}])
def test_postgresql_keeps_it_whole(people, values):
    with pytest.raises(IntegrityError, match="home_address_is_whole"), transaction.atomic():
        HomeAddress.objects.create(user=people.anna, **values)
