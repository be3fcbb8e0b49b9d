"""A choice among many rows, with and without JavaScript, and only among what one may see."""

import uuid

import pytest
from django.test import Client

from amc.staff.models import Role, Unit, User
from amc.web.lookup import LookupField
from tests.web.pages import ChooseForm, PersonLookup
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]
PAGE = "/valj/"


@pytest.fixture
def unit():
    return Unit.objects.create(name="Jobbtorg")


@pytest.fixture
def me(unit):
    return make_user(unit=unit, last_name="Zz")


@pytest.fixture
def client(me):
    client = Client()
    client.force_login(me)
    return client


@pytest.fixture
def berg(unit):
    return make_user(unit=unit, last_name="Berg")


def chosen(response):
    return int(response["Location"].split("/")[2]) if response.status_code == 302 else None


def errors(response, field="person"):
    return [error.code for error in response.context["form"].errors.as_data().get(field, [])]


def test_the_hits_are_options(client, berg):
    page = client.post("/valj/person/", {"q": "be"}).content.decode()
    assert f'role="option" aria-selected="false" data-key="{berg.uuid}" data-label="Berg"' in page
    assert "<small>Anna</small>" in page


@pytest.mark.parametrize("term", ["", "b", " b ", "xyz"])
def test_too_little_or_nothing(client, berg, term):
    assert "Inga träffar" in client.post("/valj/person/", {"q": term}).content.decode()


def test_the_term_is_never_in_the_address(client):
    assert client.get("/valj/person/?q=be").status_code == 405


def test_others_rows_are_no_hits_and_no_choice(client):
    foreign = make_user(last_name="Berg")
    assert "Inga träffar" in client.post("/valj/person/", {"q": "be"}).content.decode()
    assert errors(client.post(PAGE, {"person": foreign.uuid, "person-text": "Berg"})) == ["not_found"]


def test_who_may_not_gets_the_page_that_does_not_exist(unit):
    client = Client()
    client.force_login(make_user(unit=unit, roles=[Role.HANDLEDARE]))
    assert client.post("/valj/person/", {"q": "be"}).status_code == 404


def test_only_the_first_hits_are_sent(client, unit):
    for _ in range(12):
        make_user(unit=unit, last_name="Berg")
    page = client.post("/valj/person/", {"q": "berg"}).content.decode()
    assert page.count('role="option"') == 10
    assert "Det finns fler" in page


def test_a_chosen_hit_is_the_row(client, berg):
    assert chosen(client.post(PAGE, {"person": berg.uuid, "person-text": "Berg"})) == berg.pk
    assert chosen(client.post(PAGE, {"person": berg.uuid})) == berg.pk


@pytest.mark.parametrize("text", ["Berg", " berg "])
def test_without_javascript_the_whole_name_is_enough(client, berg, text):
    assert chosen(client.post(PAGE, {"person": "", "person-text": text})) == berg.pk


def test_without_javascript_several_hits_become_radio_buttons(client, unit, berg):
    other = make_user(unit=unit, last_name="Bergman")
    response = client.post(PAGE, {"person": "", "person-text": "ber"})
    assert errors(response) == ["ambiguous"]
    page = response.content.decode()
    assert f'type="radio" name="person-pick" value="{other.uuid}"' in page
    assert 'value="ber"' in page
    answer = client.post(PAGE, {"person": "", "person-text": "ber", "person-pick": other.uuid})
    assert chosen(answer) == other.pk


def test_two_of_the_same_name_are_never_guessed(client, unit, berg):
    make_user(unit=unit, last_name="Berg")
    assert errors(client.post(PAGE, {"person": "", "person-text": "Berg"})) == ["ambiguous"]


def test_changed_text_is_another_choice_than_the_hidden_key(client, unit, berg):
    other = make_user(unit=unit, last_name="Ceder")
    assert chosen(client.post(PAGE, {"person": berg.uuid, "person-text": "Ceder"})) == other.pk


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "required"),
        ({"person": "", "person-text": " "}, "required"),
        ({"person": "nonsense"}, "not_found"),
        ({"person": str(uuid.uuid4()), "person-text": "Finns inte"}, "not_found"),
    ],
)
def test_no_choice(client, data, code):
    assert errors(client.post(PAGE, data)) == [code]


def test_an_emptied_field_is_no_choice(client, berg):
    response = client.post(PAGE, {"person": berg.uuid, "other": berg.uuid, "other-text": ""})
    assert response["Location"].endswith("/None/")


def test_the_form_opens_with_the_name_of_the_row(me, berg):
    for initial in (berg, berg.pk):
        page = str(ChooseForm(user=me, initial={"person": initial})["person"])
        assert 'value="Berg"' in page
        assert f'value="{berg.uuid}"' in page
    assert 'value=""' in str(ChooseForm(user=me, initial={"person": 0})["person"])


def test_what_has_changed(me, berg):
    field = LookupField(PersonLookup())
    field.user = me
    same = field.widget.value_from_datadict({"p": str(berg.uuid), "p-text": "Berg"}, {}, "p")
    emptied = field.widget.value_from_datadict({"p": str(berg.uuid), "p-text": ""}, {}, "p")
    assert not field.has_changed(berg.pk, same)
    assert field.has_changed(berg.pk, emptied)
    assert field.has_changed(None, same)


def test_the_page_does_not_grow_with_the_rows(client, unit):
    before = len(client.get(PAGE).content)
    User.objects.bulk_create(
        User(email=f"x{n}@kommun.example", first_name="X", last_name=f"Rad{n}", unit=unit) for n in range(50)
    )
    assert abs(len(client.get(PAGE).content) - before) < 10
