"""How the days of each form count for LAS, from the sources where they say it and by HR where they do not
[SFS 1982:80 1 §; domain.md section 4]."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from amc.audit.history import history_of
from placements import actions
from placements.due_las import steps_reached
from placements.models import Scheme
from placements.rules.las import scheme_obstacles
from tests.factories import EmployerFactory, EmploymentFactory, make_people
from tests.placements.pages import as_, form_values, page
from tests.placements.room import D, ready_for_ami

TODAY = D("2026-11-24")
UNDECIDED = (
    "Särskilt anställningsstöd är undantaget från LAS (1 §). Här räknas tiden till dess HR har sagt annat: ändra då "
    "LAS till undantagen."
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def year(people):
    """Eleven months that run, in a form of which nobody has said how it counts."""
    Scheme.objects.filter(code="vanlig").update(las="ask_hr", las_why="Ett eget avtal.")
    return EmploymentFactory(
        enrolment=ready_for_ami(people), scheme_id="vanlig", employer=EmployerFactory(name="Parken"), workplace=None,
        supervisor=None, first_day=D("2026-01-01"), last_day=D("2026-12-31"),
    )  # fmt: skip


# LAS does not hold for those employed with särskilt anställningsstöd (introduktionsjobb and extratjänst, SFS 2018:42),
# in skyddat arbete or with lönebidrag för utveckling i anställning [SFS 1982:80 1 §]. AMI by its own agreement [?].
@pytest.mark.parametrize(
    ("code", "las"),
    [
        ("introduktionsjobb", "exempt"),
        ("extratjanst", "exempt"),
        ("osa", "exempt"),
        ("lonebidrag_utveckling", "exempt"),
        ("lonebidrag_anstallning", "counts"),
        ("lonebidrag_trygghet", "counts"),
        ("nystartsjobb", "counts"),
        ("etableringsjobb", "counts"),
        ("vanlig", "counts"),
        ("ami", "ask_hr"),
        ("ama", "ask_hr"),
    ],
)
def test_the_forms_begin_as_the_sources_say(db, code, las) -> None:
    scheme = Scheme.objects.get(code=code)
    assert scheme.las == las
    assert scheme.las_why != "Kommunens eget ställningstagande."
    assert ("undantagen från LAS" in scheme.converts) == (las == "exempt")
    if las == "exempt":
        assert "SFS 1982:80 1 §" in scheme.las_why


@pytest.mark.parametrize(
    ("las", "converts", "becomes"),
    [
        ("counts", UNDECIDED, "exempt"),
        ("counts", "Vi räknar tiden, beslut 2025-03-01.", "counts"),
        ("ask_hr", UNDECIDED, "ask_hr"),
    ],
)
def test_what_nobody_had_decided_became_exempt_and_the_history_tells_it(db, las, converts, becomes) -> None:
    Scheme.objects.filter(code="introduktionsjobb").update(las=las, converts=converts, las_why="")
    before = len(history_of(Scheme.objects.get(code="introduktionsjobb")))
    import_module("placements.migrations.0040_las_of_schemes").say_why(apps, None)
    scheme = Scheme.objects.get(code="introduktionsjobb")
    assert scheme.las == becomes
    told = [change for event in history_of(scheme)[: -before or None] for change in event.changes]
    assert any((one.before, one.after) == ("Räknas", "Undantagen") for one in told) == (becomes == "exempt")
    assert (scheme.las_why == "Kommunens eget ställningstagande.") == (becomes != "exempt")


@pytest.mark.parametrize(("why", "codes"), [("BEA säger det.", []), ("", ["why_missing"]), ("  ", ["why_missing"])])
def test_a_stand_says_what_it_builds_on(why, codes) -> None:
    assert [one.code for one in scheme_obstacles(why)] == codes


def test_hr_says_that_a_form_counts_and_everything_follows(people, year) -> None:
    assert not page(people.hr, "las_list").context["table"].page.object_list
    form = page(people.hr, "las_scheme", "vanlig")
    assert "Anställning utan stöd. 1 pågående anställning som du ser har formen." in form.text
    values = form_values(form, las="counts", las_why="Vårt lokala avtal 2026-03-01 säger det.", converts="Se avtalet.")
    assert as_(people.hr).post(form.request["PATH_INFO"], values).status_code == 302
    assert [row.record.pk for row in page(people.hr, "las_list").context["table"].page.object_list] == [year.pk]
    assert [row["due_on"] for row in steps_reached(TODAY)] == [D("2026-09-30")]
    account = page(people.anna, "las_account", year.uuid)
    assert account.context["counted"] == (TODAY - D("2026-01-01")).days + 1
    assert "Räknas. Vårt lokala avtal 2026-03-01 säger det." in account.text
    for who in (people.hr, people.anna, people.ekonom):
        shown = page(who, "las_scheme", "vanlig").text
        assert "Hilda Hansson ändrade" in shown
        assert "Fråga HR → Räknas" in shown
    assert "Vårt lokala avtal 2026-03-01 säger det." in page(people.anna, "las_scheme_list").text


def test_nobody_else_says_it_and_nothing_is_said_without_a_reason(people, year) -> None:
    form = page(people.hr, "las_scheme", "vanlig")
    values = form_values(form, las="exempt", las_why="Så är det.", converts="")
    for who in (people.anna, people.eva, people.ekonom):
        assert "Hur räknas dagarna?" not in page(who, "las_scheme", "vanlig").text
        assert as_(who).post(form.request["PATH_INFO"], values).status_code == 404
    refused = as_(people.hr).post(form.request["PATH_INFO"], values | {"las_why": " "})
    assert "las_why" in refused.context["form"].errors
    assert refused.context["form"]["las"].value() == "exempt"
    assert Scheme.objects.get(code="vanlig").las == "ask_hr"
    assert as_(people.hr).get("/placeringar/las/former/finns-inte/").status_code == 404


def test_two_at_once_see_both(people) -> None:
    form = page(people.hr, "las_scheme", "ama")
    values = form_values(form, las="exempt", las_why="HR:s ord.", converts="")
    scheme = Scheme.objects.get(code="ama")
    actions.change_las(scheme, revision=scheme.revision, las="counts", las_why="Andra ord.", converts="")
    shown = as_(people.hr).post(form.request["PATH_INFO"], values)
    assert {one.label for one in shown.context["form"].stale.conflicts} == {"Hur räknas dagarna?", "Vad bygger det på?"}
    assert Scheme.objects.get(code="ama").las_why == "Andra ord."


def _all_values(response, **values):
    form = response.context["form"]
    shown = {one.html_name: one.value() for one in form}
    return {name: "" if value is None else value for name, value in shown.items() if value is not False} | values


def test_the_administration_and_hr_change_the_same_row(people) -> None:
    address = "/administration/anstallningsformer/ama/"
    admin = as_(people.admin)
    form = admin.get(address)
    scheme = Scheme.objects.get(code="ama")
    actions.change_las(scheme, revision=scheme.revision, las="counts", las_why="HR:s ord.", converts="")
    saved = admin.post(address, _all_values(form, name="Arbetsmarknadsanställningen"))
    assert saved.status_code == 200
    assert saved.context["form"].stale.taken == ["LAS särskild visstid", "Varför räknas tiden så", "Blir tillsvidare"]
    assert Scheme.objects.get(code="ama").name == "Arbetsmarknadsanställning"
    assert admin.post(address, _all_values(saved)).status_code == 302
    scheme.refresh_from_db()
    assert (scheme.name, scheme.las, scheme.las_why) == ("Arbetsmarknadsanställningen", "counts", "HR:s ord.")
    assert "Historik" in admin.get(address).text
