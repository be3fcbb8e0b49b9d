"""Administration: the systemförvaltare administers everything and reads no participant (domain.md section 1)."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amc.administration.code_lists import CODE_LISTS
from amc.staff.mail import send_account_mail
from amc.staff.models import Municipality, PayRate, Role, User
from amc.staff.rules import account_obstacles
from participants.models import Source
from tests.factories import EnrolmentFactory, People, make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def admin(client: Client, people: People) -> Client:
    client.force_login(people.admin)
    return client


ADDRESSES = [
    "/administration/",
    "/administration/anvandare/",
    "/administration/anvandare/nytt/",
    *(f"/administration/{slug}/" for slug in CODE_LISTS),
    *(f"/administration/{slug}/nytt/" for slug, one in CODE_LISTS.items() if one.can_add),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_opens_for_the_administrator_and_nobody_else(client: Client, people: People, address: str) -> None:
    for name in ("anna", "eva", "hans", "ekonom", "hr", "specialist"):
        client.force_login(getattr(people, name))
        assert client.get(address).status_code == 404, name
    client.force_login(people.admin)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("slug", CODE_LISTS)
def test_every_row_of_every_list_opens_and_saves(admin: Client, people: People, slug: str) -> None:
    one = CODE_LISTS[slug]
    admin.get(reverse("code_list", args=[slug]))
    row = one.rows().first()
    if row is None:
        pytest.fail("nothing to open") if slug != "teamregler" else None
        return
    address = reverse("code_edit", args=[slug, one.key_of(row)])
    form = admin.get(address).context["form"]
    data = {name: "" if value is None else value for name, value in form.initial.items() if value is not False}
    data |= {name: form[name].value() for name in ("revision", "revision_seen") if name in form.fields}
    assert admin.post(address, data).status_code == 302


def test_a_code_is_never_changed(admin: Client) -> None:
    address = reverse("code_edit", args=["remittenter", "kaa"])
    assert "code" not in admin.get(address).context["form"].fields


def test_the_same_code_twice_is_said_at_the_field(admin: Client) -> None:
    answer = admin.post("/administration/aktivitetsslag/nytt/", {"code": "cv", "name": "CV igen", "order": "3"})
    assert answer.status_code == 200
    assert "code" in answer.context["form"].errors


def test_a_source_gets_a_last_day(admin: Client) -> None:
    source = Source.objects.get(code="etablering")
    address = reverse("code_edit", args=["remittenter", "etablering"])
    data = {
        "name": source.name,
        "kind": source.kind,
        "regime": source.regime,
        "valid_from": "2000-01-01",
        "valid_to": "2026-12-31",
    }
    assert admin.post(address, data).status_code == 302
    source.refresh_from_db()
    assert source.valid_to == dt.date(2026, 12, 31)


def test_a_new_amount_has_its_own_date(admin: Client) -> None:
    told = {"valid_from": "2027-01-01", "amount": "600", "part": "shared"}
    admin.post("/administration/handledarersattning/nytt/", told)
    assert PayRate.objects.get(valid_from=dt.date(2027, 1, 1)).amount == 600


def test_the_municipality_has_its_row_from_the_first_visit(admin: Client) -> None:
    Municipality.objects.all().delete()
    admin.get("/administration/kommunen/")
    assert Municipality.objects.count() == 1
    assert admin.get("/administration/kommunen/nytt/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/administration/okand/", "/administration/enheter/x/", "/administration/handledarersattning/igar/"],
)
def test_an_address_that_means_nothing_is_not_found(admin: Client, address: str) -> None:
    assert admin.get(address).status_code == 404


class TestAccounts:
    def form(self, people: People, **more: object) -> dict[str, object]:
        return {
            "first_name": "Nils",
            "last_name": "Nyström",
            "email": "Nils.Nystrom@kommunen.example",
            "roles": [Role.KONSULENT],
            "unit": people.unit.pk,
            "expires_on": timezone.localdate() + dt.timedelta(days=365),
            **more,
        }

    def test_an_invitation_names_nobody(self, admin: Client, people: People) -> None:
        assert admin.post(reverse("user_create"), self.form(people)).status_code == 302
        user = User.objects.get(email="nils.nystrom@kommunen.example")
        assert not user.has_usable_password()
        send_account_mail(now=timezone.now())
        (message,) = mail.outbox
        assert message.to == [user.email]
        assert "/valkommen/" in message.body
        assert "Nils" not in message.body

    def test_staff_have_a_last_day(self, admin: Client, people: People) -> None:
        answer = admin.post(reverse("user_create"), self.form(people, expires_on=""))
        assert "expires_on" in answer.context["form"].errors
        later = timezone.localdate() + dt.timedelta(days=3 * 365)
        assert (
            "expires_on"
            in admin.post(reverse("user_create"), self.form(people, expires_on=later)).context["form"].errors
        )

    def test_the_same_address_twice_is_said_at_the_field(self, admin: Client, people: People) -> None:
        answer = admin.post(reverse("user_create"), self.form(people, email=people.anna.email.upper()))
        assert "email" in answer.context["form"].errors

    def test_closing_bites_on_the_next_request(self, admin: Client, people: People) -> None:
        other = Client()
        other.force_login(people.anna)
        assert other.get(reverse("my_day")).status_code == 200
        address = reverse("user_detail", args=[people.anna.uuid])
        data = self.form(people, email=people.anna.email, revision=people.anna.revision)
        assert admin.post(address, data).status_code == 302
        assert other.get(reverse("my_day")).status_code == 302

    def test_an_expired_account_is_nobody(self, people: People) -> None:
        other = Client()
        other.force_login(people.anna)
        User.objects.filter(pk=people.anna.pk).update(expires_on=dt.date(2020, 1, 1))
        assert other.get(reverse("my_day")).status_code == 302

    def test_a_team_of_another_unit_is_refused(self, admin: Client, people: People) -> None:
        answer = admin.post(reverse("user_create"), self.form(people, unit=people.other_unit.pk, team=people.team.pk))
        assert "team" in answer.context["form"].errors

    def test_open_cases_are_a_bare_number(self, admin: Client, people: People) -> None:
        enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        page = admin.get(reverse("user_detail", args=[people.anna.uuid])).content.decode()
        assert "1 öppet ärende" in page
        assert enrolment.participant.last_name not in page
        assert enrolment.case_number not in page

    def test_a_stale_change_shows_both(self, admin: Client, people: People) -> None:
        address = reverse("user_detail", args=[people.anna.uuid])
        first = self.form(people, email=people.anna.email, is_active="on", title="Coach", revision=0)
        second = self.form(people, email=people.anna.email, is_active="on", title="Handläggare", revision=0)
        assert admin.post(address, first).status_code == 302
        answer = admin.post(address, second)
        assert answer.status_code == 200
        assert "Coach" in answer.content.decode()
        assert "Handläggare" in answer.content.decode()

    def test_unknown_account(self, admin: Client) -> None:
        assert admin.get(reverse("user_detail", args=["11111111-1111-4111-8111-111111111111"])).status_code == 404


OK = {
    "roles": ["konsulent"],
    "has_unit": True,
    "is_active": True,
    "is_own": False,
    "was_active": True,
    "was_administrator": False,
    "other_administrators": 1,
    "expires_on": dt.date(2027, 11, 24),
    "today": dt.date(2026, 11, 24),
}


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        pytest.param({}, [], id="nothing in the way"),
        pytest.param({"roles": []}, ["no_role"], id="no role"),
        pytest.param({"has_unit": False}, ["no_unit"], id="a consultant needs a unit"),
        pytest.param({"roles": ["systemforvaltare"], "has_unit": False}, [], id="a systemförvaltare needs none"),
        pytest.param({"roles": ["handledare"], "has_unit": False}, [], id="nor does a supervisor"),
        pytest.param({"expires_on": None}, ["no_last_day"], id="staff have a last day"),
        pytest.param({"expires_on": dt.date(2029, 1, 1)}, ["too_long"], id="within two years"),
        pytest.param({"expires_on": None, "is_active": False}, [], id="a closed account needs none"),
        pytest.param({"roles": ["handledare"], "expires_on": None}, [], id="a supervisor's follows the assignments"),
        pytest.param({"is_own": True, "is_active": False}, ["own_account"], id="one's own account"),
        pytest.param(
            {"was_administrator": True, "other_administrators": 0},
            ["last_administrator"],
            id="the last one leaves the role",
        ),
        pytest.param(
            {"roles": ["systemforvaltare"], "was_administrator": True, "other_administrators": 0},
            [],
            id="the last one stays",
        ),
        pytest.param(
            {"roles": ["systemforvaltare"], "was_administrator": True, "other_administrators": 0, "is_active": False},
            ["last_administrator"],
            id="the last one is closed",
        ),
    ],
)
def test_account_rules(changed: dict, codes: list[str]) -> None:
    assert [obstacle.code for obstacle in account_obstacles(**(OK | changed))] == codes
