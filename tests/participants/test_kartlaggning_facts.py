"""What is asked in each area of the kartläggning besides the texts (domain.md section 3), and who sees the answers."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.extract.content import parts_of, read_extract
from amc.obstacles import Refused
from amc.wall.session import entered
from participants.actions.kartlaggning import complete_area
from participants.models import Competence, EducationLevel, Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from participants.rules.facts import (
    ASKED,
    COMPETENCES,
    EDUCATION_LEVELS,
    LANGUAGES,
    PARTICULARS,
    WORK,
    in_one_text,
    interpreter_in_words,
    row_obstacles,
    told,
)
from participants.sharing import pieces_of
from tests.factories import KartlaggningEntryFactory, People, ReferralFactory, opened
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.test_kartlaggning import area, complete

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({}, []),
        ({"occupation": "Kock"}, []),
        ({"occupation": "Kock", "from_month": "2019-08", "to_month": "2019-08"}, []),
        ({"occupation": "Kock", "from_month": "2026-11"}, []),
        ({"occupation": "Kock", "from_month": "2026-12"}, ["from_month"]),
        ({"occupation": "Kock", "from_month": "2019-08", "to_month": "2019-07"}, ["to_month"]),
        ({"occupation": "Kock", "from_month": "2019", "to_month": "2019-13"}, ["from_month", "to_month"]),
        ({"employer": "Hamnkrogen"}, ["occupation"]),
        ({"employer": "Hamnkrogen", "from_month": "i fjol"}, ["occupation", "from_month"]),
    ],
)
def test_what_a_row_of_work_must_be(row: dict[str, str], wrong: list[str]) -> None:
    assert [column for column, _ in row_obstacles(WORK, row, today=TODAY)] == wrong


def test_answers_are_told_in_words() -> None:
    work = {
        "occupation": "Kock",
        "employer": "Hamnkrogen",
        "country": "Syrien",
        "from_month": "2015-03",
        "to_month": "",
    }
    languages = [{"language": "Dari", "spoken": "modersmal"}, {"language": "Svenska", "spoken": "a2", "written": "a1"}]
    competences = [{"name": "Kock", "code": "kock"}, {"name": "Väva mattor", "shown_by": "fritid"}]
    assert in_one_text("erfarenhet", {"work": [work]}) == "Arbete: Kock · från 2015-03 · Hamnkrogen · Syrien"
    assert told("sprak", {"languages": languages, "sfi": "c"})[0].lines == (
        "Dari · talar: modersmål",
        "Svenska · talar: A2 · skriver: A1",
    )
    assert told("kompetens", {"competences": competences})[0].text == (
        "Kock\nVäva mattor (saknas i listan) · visad genom: fritid eller hemma"
    )
    assert in_one_text("korkort", {"licences": ["B", "C"], "abroad": "nej"}) == (
        "Behörigheter: B, C\nKörkort från annat land: Ja, gäller inte här"
    )
    assert told("ett-eget-omrade", {"work": [work]}) == []


def test_every_area_that_is_asked_about_exists_and_none_is_sensitive() -> None:
    """What is fenced stays in words [S2]: a structured answer invites a list."""
    assert set(ASKED) == set(
        KartlaggningArea.objects.filter(code__in=ASKED, sensitive=False).values_list("code", flat=True)
    )


def test_an_entry_may_say_only_facts_but_never_nothing(case: Enrolment) -> None:  # noqa: F811
    entry = complete(case, "korkort", own_words="", facts={"licences": ["B"]})
    assert entry.facts == {"licences": ["B"]}
    with pytest.raises(Refused):
        complete(case, "digital", own_words="", facts={})
    with pytest.raises(IntegrityError), transaction.atomic():
        KartlaggningEntryFactory(enrolment=case, area=area("digital"), own_words="", assessment="", facts={})


def filled(client: Client, case: Enrolment, code: str) -> tuple[str, dict[str, Any]]:  # noqa: F811
    """The address of an area's form, and what a browser would send of it untouched."""
    url = reverse("kartlaggning_area", args=[case.participant.uuid, code])
    form = client.get(url).context["form"]
    return url, {bound.html_name: value for bound in form if (value := bound.value()) not in (None, False, [])}


def latest(code: str) -> KartlaggningEntry:
    return KartlaggningEntry.objects.current().get(area__code=code)


def test_work_is_written_row_by_row_and_read_again(people: People, case: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url, posted = filled(client, case, "erfarenhet")
    posted |= {"work-0-occupation": "Kock", "work-0-from_month": "2015-03", "work-2-occupation": "Städare"}
    answer = client.post(url, posted)
    assert answer.status_code == 302, answer.context["form"].errors
    assert latest("erfarenhet").facts == {
        "work": [{"occupation": "Kock", "from_month": "2015-03"}, {"occupation": "Städare"}]
    }
    _, again = filled(client, case, "erfarenhet")
    assert (again["work-0-occupation"], again["work-1-occupation"]) == ("Kock", "Städare")
    # A row that is emptied goes; the earlier entry still has it.
    client.post(url, again | {"work-0-occupation": "", "work-0-from_month": ""})
    assert latest("erfarenhet").facts == {"work": [{"occupation": "Städare"}]}
    assert "Kock" in client.get(reverse("kartlaggning", args=[case.participant.uuid])).content.decode()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(people: People, case: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url, posted = filled(client, case, "erfarenhet")
    form = client.post(url, posted | {"work-1-employer": "Hamnkrogen", "work-1-to_month": "2019"}).context["form"]
    assert set(form.errors) == {"work-1-occupation", "work-1-to_month"}
    assert form["work-1-employer"].value() == "Hamnkrogen"
    assert not KartlaggningEntry.objects.exists()


def test_the_action_takes_no_answer_that_the_form_would_refuse(people: People, case: Enrolment) -> None:  # noqa: F811
    with pytest.raises(Refused):
        complete_area(
            enrolment=case,
            area=area("erfarenhet"),
            own_words="",
            assessment="",
            is_obstacle=False,
            by=people.anna,
            seen=None,
            today=TODAY,
            facts={"work": [{"occupation": "Kock", "from_month": "2015-13"}]},
        )
    assert not KartlaggningEntry.objects.exists()


def test_a_draft_of_many_rows_is_whole_when_the_list_has_been_shortened(people: People, case: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url, posted = filled(client, case, "erfarenhet")
    hidden = {name: value for name, value in posted.items() if name.startswith("draft_")}
    draft = hidden | {f"work-{place}-occupation": f"Yrke {place}" for place in range(9)}
    client.post(reverse("draft_save"), draft)
    page = client.get(url)
    assert [page.context["form"][f"work-{place}-occupation"].value() for place in range(9)] == [
        f"Yrke {place}" for place in range(9)
    ]
    assert 'value="Yrke 8"' in page.content.decode()


def test_more_rows_than_there_is_room_for_are_told_of(people: People, case: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url, posted = filled(client, case, "erfarenhet")
    answer = client.post(url, posted | {f"work-{place}-occupation": "Kock" for place in range(41)})
    assert "Högst 40 arbeten får plats" in answer.content.decode()
    assert not KartlaggningEntry.objects.exists()


def test_a_competence_keeps_its_code_and_what_the_list_lacks_is_kept_too(people: People, case: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url, posted = filled(client, case, "kompetens")
    assert '<option value="Undersköterska">' in client.get(url).content.decode()
    client.post(url, posted | {"competences-0-name": "undersköterska", "competences-1-name": "Väva mattor"})
    assert latest("kompetens").facts[COMPETENCES.key] == [
        {"name": "Undersköterska", "code": "underskoterska"},
        {"name": "Väva mattor"},
    ]
    # A code that has ended is offered no more, and what was chosen keeps it.
    Competence.objects.filter(code="underskoterska").update(valid_to=TODAY - dt.timedelta(days=1))
    url, again = filled(client, case, "kompetens")
    assert 'Undersköterska"></option>' not in client.get(url).content.decode()
    client.post(url, again | {"competences-2-name": "Undersköterskan"})
    assert [row.get("code", "") for row in latest("kompetens").facts[COMPETENCES.key]] == ["underskoterska", "", ""]


def test_two_who_answer_at_once_see_both_and_lose_nothing(people: People, case: Enrolment) -> None:  # noqa: F811
    first = complete(case, "sprak", facts={"languages": [{"language": "Dari"}], "sfi": "b"})
    client = signed_in(people.anna)
    url, posted = filled(client, case, "sprak")
    theirs = {"languages": [{"language": "Dari"}, {"language": "Pashto"}], "sfi": "c"}
    complete(case, "sprak", facts=theirs, seen=first, by=people.bo)
    answer = client.post(url, posted | {"languages-1-language": "Engelska"})
    form = answer.context["form"]
    assert [conflict.label for conflict in form.stale.conflicts] == ["Språk"]
    assert form.stale.taken == ["Svenska och SFI"]
    assert "".join(part.text for part in form.stale.conflicts[0].typed) == "Dari\nEngelska"
    again = {bound.html_name: value for bound in form if (value := bound.value()) not in (None, False, [])}
    assert client.post(url, again | {"languages-keep": "both"}).status_code == 302
    said = [row["language"] for row in latest("sprak").facts[LANGUAGES.key]]
    assert (said, latest("sprak").facts["sfi"]) == (["Dari", "Pashto", "Dari", "Engelska"], "c")


@pytest.mark.parametrize(("asked", "chip"), [("Dari", True), ("", False), ("Pashto", False)])
def test_what_came_with_the_referral_is_suggested(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    asked: str,
    chip: bool,
) -> None:
    Participant.objects.update(interpreter_language="Dari")
    Enrolment.objects.update(
        referral=ReferralFactory(unit=people.unit, participant=case.participant, interpreter_language=asked)
    )
    client = signed_in(people.anna)
    page = client.get(reverse("kartlaggning", args=[case.participant.uuid])).content.decode()
    assert ("Från anvisningen, bekräfta" in page) is chip
    url, posted = filled(client, case, "sprak")
    assert posted["languages-0-language"] == "Dari"
    assert client.post(url, posted).status_code == 302
    assert latest("sprak").facts == {"interpreter_language": "Dari", "languages": [{"language": "Dari"}]}
    page = client.get(reverse("kartlaggning", args=[case.participant.uuid])).content.decode()
    assert "Från anvisningen, bekräfta" not in page


def test_the_levels_are_those_that_are_counted() -> None:
    assert list(EDUCATION_LEVELS) == EducationLevel.choices
    assert {Participant._meta.get_field(fact.key).name for fact in PARTICULARS.values()} == {
        "education_level",
        "interpreter_language",
    }


@pytest.mark.parametrize(
    ("area_code", "field", "value", "label", "words"),
    [
        ("utbildning", "education_level", "gymnasial", "Utbildningsnivå", "Gymnasial"),
        ("sprak", "interpreter_language", "Dari", "Tolk", "Dari"),
    ],
)
def test_saving_what_came_with_the_referral_confirms_it(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    area_code: str,
    field: str,
    value: str,
    label: str,
    words: str,
) -> None:
    Participant.objects.update(**{field: value})
    Enrolment.objects.update(referral=ReferralFactory(unit=people.unit, participant=case.participant, **{field: value}))
    client, overview = signed_in(people.anna), reverse("kartlaggning", args=[case.participant.uuid])
    assert "Från anvisningen, bekräfta" in client.get(overview).content.decode()
    url, posted = filled(client, case, area_code)
    assert "Stämmer det räcker det att spara" in client.get(url).content.decode()
    # As a browser sends it: the level that the page showed goes along.
    posted |= {f"initial-{field}": value} if field in posted else {}
    answer = client.post(url, posted)
    assert answer.status_code == 302, answer.context["form"].errors
    assert latest(area_code).facts[field] == value
    page = client.get(overview)
    assert "Från anvisningen, bekräfta" not in page.content.decode()
    shown = next(one for one in page.context["areas"] if one.area.code == area_code)
    assert [(one.label, one.text) for one in shown.told if one.label == label] == [(label, words)]


@pytest.mark.parametrize(
    ("before", "now", "kept", "shown"),
    [
        ("gymnasial", "eftergymnasial", "eftergymnasial", "Eftergymnasial"),
        ("okand", "grundskola", "grundskola", "Högst grundskola"),
        ("gymnasial", "okand", "okand", "Okänd"),
    ],
)
def test_another_level_is_an_answer_of_its_own(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    before: str,
    now: str,
    kept: str,
    shown: str,
) -> None:
    Participant.objects.update(education_level=before)
    client = signed_in(people.anna)
    url, posted = filled(client, case, "utbildning")
    answer = client.post(url, posted | {"education_level": now, "initial-education_level": before})
    assert answer.status_code == 302, answer.context["form"].errors
    assert latest("utbildning").facts == {"education_level": kept}
    assert Participant.objects.get().education_level == now
    page = client.get(reverse("kartlaggning", args=[case.participant.uuid]))
    area_shown = next(one for one in page.context["areas"] if one.area.code == "utbildning")
    assert [one.text for one in area_shown.told] == [shown]


@pytest.mark.parametrize("area_code", ["utbildning", "sprak", "digital"])
def test_nothing_known_and_nothing_said_is_still_nothing(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    area_code: str,
) -> None:
    client = signed_in(people.anna)
    url, posted = filled(client, case, area_code)
    posted |= {"initial-education_level": "okand"} if area_code == "utbildning" else {}
    assert "own_words" in client.post(url, posted).context["form"].errors
    assert not KartlaggningEntry.objects.exists()


def test_a_level_that_was_changed_elsewhere_is_told_as_it_is_now(people: People, case: Enrolment) -> None:  # noqa: F811
    """The earlier entry still tells what stood when it was written."""
    Participant.objects.update(education_level="grundskola")
    first = complete(case, "utbildning", own_words="Nio år.")
    complete(case, "utbildning", own_words="Tio år.", seen=first)
    Participant.objects.update(education_level="gymnasial")
    page = signed_in(people.anna).get(reverse("kartlaggning", args=[case.participant.uuid]))
    shown = next(one for one in page.context["areas"] if one.area.code == "utbildning")
    assert [one.text for one in shown.told] == ["Gymnasial"]
    assert [one.text for one in shown.entries[1].told] == ["Högst grundskola"]


@pytest.mark.parametrize(
    ("language", "facts", "words"),
    [
        ("", {}, ""),
        ("Tigrinska", {}, "tigrinska"),
        (
            "Tigrinska",
            {"dialect": "från Asmara", "interpreter": "kvinna"},
            "tigrinska, dialekt från Asmara, helst kvinna",
        ),
        ("Dari", {"interpreter": "man"}, "dari, helst man"),
        ("Dari", {"dialect": " ", "interpreter": "spelar_ingen_roll"}, "dari"),
        ("Dari", {"dialect": "hazaragi"}, "dari, dialekt hazaragi"),
    ],
)
def test_what_is_asked_of_an_interpreter(language: str, facts: dict[str, Any], words: str) -> None:
    assert interpreter_in_words(language, facts) == words


def test_a_specialist_answers_too_but_changes_no_particulars(people: People, case: Enrolment) -> None:  # noqa: F811
    opened(case.participant, people.bo)
    page = signed_in(people.bo).get(reverse("kartlaggning", args=[case.participant.uuid])).content.decode()
    assert reverse("kartlaggning_area", args=[case.participant.uuid, "sprak"]) in page


def test_what_is_harmful_is_words(people: People, case: Enrolment) -> None:  # noqa: F811
    complete(case, "sprak", facts={"languages": [{"language": "<script>xq7()</script>"}]})
    complete(case, "kompetens", facts={"competences": [{"name": '"><img src=x onerror=xq7()>'}]})
    client = signed_in(people.anna)
    for name, args in (("kartlaggning", []), ("kartlaggning_area", ["sprak"]), ("kartlaggning_area", ["kompetens"])):
        page = client.get(reverse(name, args=[case.participant.uuid, *args])).content.decode()
        assert "<script>xq7" not in page
        assert "<img src=x" not in page


def test_a_document_and_the_extract_tell_the_answers(people: People, case: Enrolment) -> None:  # noqa: F811
    complete(case, "korkort", own_words="", facts={"licences": ["B"]})
    with entered(people.anna.pk):
        said = [piece.text for piece in pieces_of(people.anna, case) if piece.title == "Körkort"]
        parts = parts_of(read_extract(case.participant, now=NOW))
    assert said == ["Behörigheter: B"]
    rows = next(part["rows"] for part in parts if part["heading"].startswith("Kartläggningar"))
    assert ("Uppgifter", "Behörigheter: B") in rows[0]
