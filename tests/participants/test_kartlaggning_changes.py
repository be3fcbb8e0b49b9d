"""What has changed in the kartläggning since the reader saw it, a day, or the agreed plan: word by word."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from amc.web.words import Change
from participants.actions.kartlaggning import complete_area
from participants.actions.persons import update_person
from participants.changes import AreaChange, changes, with_particulars
from participants.models import Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from tests.factories import People, PlanVersionFactory, agreed, at, opened
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.test_kartlaggning import area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MARCH, JUNE, OCTOBER = (dt.date(2026, month, 10) for month in (3, 6, 10))


def write(case: Enrolment, day: dt.date, code: str = "utbildning", **values: Any) -> KartlaggningEntry:  # noqa: F811
    """Somebody wrote on `day`."""
    told = {"own_words": "", "assessment": "", "is_obstacle": False, "by": case.consultant} | values
    seen = KartlaggningEntry.objects.filter(area__code=code).order_by("-pk").first()
    with time_machine.travel(at(day), tick=False):
        return complete_area(enrolment=case, area=area(code), seen=seen, today=day, **told)


def marked(one: AreaChange) -> list[str]:
    signs = {Change.KEPT: "{}", Change.ADDED: "+{}+", Change.REMOVED: "-{}-"}
    return ["".join(signs[piece.change].format(piece.text) for piece in line.pieces) for line in one.lines]


@pytest.fixture
def written(case: Enrolment) -> Enrolment:  # noqa: F811
    """Education in March, June and October, the licence in June, health in October."""
    write(case, MARCH, own_words="Nio år i skolan.")
    write(case, JUNE, own_words="Nio år i skolan.", assessment="Behöver SFI.")
    write(case, JUNE, "korkort", own_words="Har inget.", facts={"on_the_way": "vill"})
    write(
        case,
        OCTOBER,
        own_words="Tio år i skolan.",
        assessment="Behöver SFI.",
        facts={"schooling": [{"subject": "Vård"}]},
    )
    write(case, OCTOBER, "halsa", own_words="Ont i ryggen.", is_obstacle=True)
    return case


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (at(OCTOBER, 23), []),
        (
            at(JUNE, 23),
            [
                ("utbildning", ["-Nio-+Tio+ år i skolan.", "+Utbildning: Vård+"]),
                ("halsa", ["+Ont i ryggen.+", "+Ja+"]),
            ],
        ),
        (
            at(MARCH, 23),
            [
                ("utbildning", ["-Nio-+Tio+ år i skolan.", "+Behöver SFI.+", "+Utbildning: Vård+"]),
                ("korkort", ["+Har inget.+", "+På väg till B: Vill ta B+"]),
                ("halsa", ["+Ont i ryggen.+", "+Ja+"]),
            ],
        ),
    ],
)
def test_what_has_changed_since(written: Enrolment, since: dt.datetime, expected: list[tuple[str, list[str]]]) -> None:
    rows = KartlaggningEntry.objects.select_related("area", "author")
    assert [(one.area.code, marked(one)) for one in changes(rows, since)] == expected


def test_what_was_changed_back_has_not_changed(case: Enrolment) -> None:  # noqa: F811
    for day, words in ((MARCH, "Nio år."), (JUNE, "Tio år."), (OCTOBER, "Nio år.")):
        write(case, day, own_words=words)
    assert changes(KartlaggningEntry.objects.all(), at(MARCH, 23)) == []


def test_another_row_marks_that_row_alone(case: Enrolment) -> None:  # noqa: F811
    dari, pashto = {"language": "Dari"}, {"language": "Pashto"}
    write(case, MARCH, "sprak", facts={"languages": [dari]})
    write(case, JUNE, "sprak", facts={"languages": [dari, pashto]})
    assert [marked(one) for one in changes(KartlaggningEntry.objects.all(), at(MARCH, 23))] == [
        ["Språk: Dari+\nSpråk: Pashto+"]
    ]


def page(user: Any, case: Enrolment, since: str = "") -> Any:  # noqa: F811
    address = reverse("kartlaggning_changes", args=[case.participant.uuid])
    return signed_in(user).get(f"{address}?sedan={since}" if since else address)


def test_since_the_reader_saw_it_on_an_earlier_day(people: People, written: Enrolment) -> None:  # noqa: F811
    kartlaggning = reverse("kartlaggning", args=[written.participant.uuid])
    with time_machine.travel(at(JUNE, 15), tick=False):
        signed_in(people.anna).get(kartlaggning)
    # What was seen an hour ago, and what somebody else saw, do not count.
    signed_in(people.anna).get(kartlaggning)
    opened(written.participant, people.bo)
    answer = page(people.anna, written)
    assert answer.context["chosen"].words == "Sedan du läste sist, 2026-06-10"
    assert [one.area.code for one in answer.context["changes"]] == ["utbildning", "halsa"]
    assert page(people.bo, written).context["chosen"].key == "borjan"


@pytest.mark.parametrize(
    ("since", "label", "areas"),
    [
        ("2026-10-11", "Sedan 2026-10-11", []),
        ("2026-10-10", "Sedan 2026-10-10", ["utbildning", "halsa"]),
        ("planen", "Sedan planen senast blev överenskommen, 2026-06-11", ["utbildning", "halsa"]),
        ("borjan", "Från början", ["utbildning", "korkort", "halsa"]),
        ("2026-13-45", "Sedan planen senast blev överenskommen, 2026-06-11", ["utbildning", "halsa"]),
    ],
)
def test_since_a_day_and_since_the_plan(
    people: People,  # noqa: F811
    written: Enrolment,
    since: str,
    label: str,
    areas: list[str],
) -> None:
    agreed(PlanVersionFactory(enrolment=written), JUNE + dt.timedelta(days=1))
    answer = page(people.anna, written, since)
    assert answer.context["chosen"].words == label
    assert [one.area.code for one in answer.context["changes"]] == areas
    assert ("Inget har ändrats" in answer.content.decode()) is (not areas)
    assert ("is-invalid" in answer.content.decode()) is (since == "2026-13-45")


def test_a_fenced_area_does_not_show(people: People, written: Enrolment) -> None:  # noqa: F811
    opened(written.participant, people.bo)
    answer = page(people.bo, written, "borjan")
    assert [one.area.code for one in answer.context["changes"]] == ["utbildning", "korkort"]
    assert "ryggen" not in answer.content.decode()


def test_nothing_written_says_so(people: People, case: Enrolment) -> None:  # noqa: F811
    assert "Inget är skrivet än" in page(people.anna, case).content.decode()


# --- What is kept with the person, wherever it was changed --------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"education_level": "gymnasial"}, [("utbildning", "Utbildningsnivå", "+Gymnasial+")]),
        ({"interpreter_language": "Tigrinska"}, [("sprak", "Tolkspråk", "+Tigrinska+")]),
        ({"phone": "021-00 00 00"}, []),
    ],
)
def test_a_changed_level_or_language_shows(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    values: dict[str, Any],
    expected: list[tuple[str, str, str]],
) -> None:
    person = Participant.objects.get()
    history: Any = next(iter(person.pgh_event_models.values()))
    # A transaction is one moment.
    mark = history.objects.latest("pgh_id").pgh_created_at - dt.timedelta(microseconds=1)
    known = Participant.objects.values().get()
    update_person(person, person.revision, today=TODAY, **values)
    found = with_particulars([], person, mark, KartlaggningArea.objects.all())
    wanted = "Okänd" if "education_level" in values else ""
    shown = [(one.area.code, one.lines[0].label, marked(one)[0].replace(f"-{wanted}-", "")) for one in found]
    assert shown == expected
    assert with_particulars([], person, mark + dt.timedelta(microseconds=1), KartlaggningArea.objects.all()) == []
    # Changed back it has not changed.
    back = {name: known[name] for name in values}
    update_person(person, person.revision, today=TODAY, **back)
    assert with_particulars([], person, mark, KartlaggningArea.objects.all()) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"dialect": "hazaragi"}, "+Dialekt som tolken bör kunna: hazaragi+"),
        ({"interpreter": "man"}, {"interpreter": "kvinna"}, "Önskad tolk: -Man-+Kvinna+"),
    ],
)
def test_dialect_and_wish_show(
    case: Enrolment,  # noqa: F811
    before: dict[str, str],
    after: dict[str, str],
    expected: str,
) -> None:
    write(case, MARCH, "sprak", own_words="Dari.", facts=before)
    write(case, JUNE, "sprak", own_words="Dari.", facts=after)
    assert [marked(one) for one in changes(KartlaggningEntry.objects.all(), at(MARCH, 23))] == [[expected]]


def test_a_level_stands_with_what_was_written_in_its_area(people: People, case: Enrolment) -> None:  # noqa: F811
    write(case, JUNE, own_words="Tio år.", education_level="gymnasial")
    answer = page(people.anna, case, "borjan")
    (one,) = answer.context["changes"]
    assert [line.label for line in one.lines] == ["Utbildningsnivå", "Med deltagarens egna ord"]
    assert people.anna.full_name in one.authors
    assert "Gymnasial" in answer.content.decode()
    # Where the municipality has fenced the area, its particulars are fenced here, too.
    KartlaggningArea.objects.filter(code="utbildning").update(sensitive=True)
    opened(case.participant, people.bo)
    assert page(people.bo, case, "borjan").context["changes"] == []
