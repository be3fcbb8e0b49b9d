"""What somebody has shown at work, the certificates, and the page to take along."""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from amc.obstacles import Refused
from amc.reminders.asking import due_rows, of_unit
from amc.revisions import Stale
from amc.skills import due
from amc.skills.actions import (
    change_certificate,
    judge_skills,
    levels_of,
    note_certificate,
    strike_certificate,
)
from amc.skills.models import Certificate, CertificateKind, JudgedSkill, Skill, SkillList
from amc.skills.paper import proof_data
from amc.skills.shown import shown_skills
from amc.web.documents import pages_of
from participants.models import Enrolment
from tests.factories import EnrolmentFactory, InternshipFactory, People, SupervisorFactory, make_people
from tests.pdf import text_of
from tests.placements.pages import as_
from tests.queries import at_most
from tests.skills.room import CertificateFactory, JudgedFactory

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = D("2026-11-24")
HOW = {"place": "Skolköket", "judge": "Hans Holm, handledare"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=D("2026-01-12"))


@pytest.fixture
def kitchen() -> SkillList:
    return SkillList.objects.get(code="kok")


def judge(case: Enrolment, of: SkillList, day: str = "2026-11-24", **levels: str) -> list[JudgedSkill]:
    said = {f"{of.code}-{code}": level for code, level in levels.items()}
    return judge_skills(case, of, said, judged_on=D(day), by=case.consultant, today=TODAY, **HOW)  # type: ignore[arg-type]


# --- Judging ---------------------------------------------------------------------------------------


def test_what_was_judged_last_holds_and_what_was_is_kept(case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, "2026-10-01", disk="observed", recept="helped")
    changed = judge(case, kitchen, disk="alone", recept="helped")
    assert [(row.skill.code, row.level) for row in changed] == [("kok-disk", "alone")]
    assert levels_of(case.participant, kitchen) == {"kok-disk": "alone", "kok-recept": "helped"}
    assert JudgedSkill.objects.count() == 3
    for change in (lambda: JudgedSkill.objects.update(level="alone"), lambda: JudgedSkill.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_on_one_day_the_last_word_holds_and_takes_back(people: People, case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, disk="alone")
    judge(case, kitchen, disk="none")
    assert levels_of(case.participant, kitchen) == {"kok-disk": "none"}
    assert shown_skills(people.anna, case.participant) == []


def test_nothing_is_written_when_something_is_wrong(case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, disk="helped")
    with pytest.raises(Refused, match="Inget är ändrat"):
        judge(case, kitchen, disk="helped")
    with pytest.raises(Refused, match="”Diskar för hand och i maskin” bedömdes 2026-11-24"):
        judge(case, kitchen, "2026-11-23", disk="alone", recept="alone")
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    with pytest.raises(Refused, match="avslutat"):
        judge(case, kitchen, disk="alone")
    assert JudgedSkill.objects.count() == 1


def test_what_was_shown_comes_along_when_somebody_returns(people: People, case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, "2026-03-01", disk="helped")
    Enrolment.objects.filter(pk=case.pk).update(closed_on=D("2026-06-30"))
    again = EnrolmentFactory(participant=case.participant, consultant=people.anna, opened_on=D("2026-09-01"))
    assert [row.level for row in judge(again, kitchen, disk="alone")] == ["alone"]
    (shown,) = shown_skills(people.anna, case.participant)
    assert [(row.level, row.enrolment) for row in shown.rows] == [("alone", again)]


def test_the_form_begins_at_what_holds_and_at_the_place_of_today(
    people: People, case: Enrolment, kitchen: SkillList
) -> None:
    supervisor = SupervisorFactory(first_name="Hans", last_name="Holm")
    row = InternshipFactory(enrolment=case, supervisor=supervisor, last_day=D("2026-12-31"))
    judge(case, kitchen, "2026-10-01", disk="helped")
    url = reverse("skills_judge", args=[case.participant.uuid, "kok"])
    form = as_(people.anna).get(url).context["form"]
    assert form["niva-kok-disk"].initial == "helped"
    assert form["judge"].value() == "Hans Holm, handledare"
    assert form["place"].value() == f"{row.workplace}"
    told = {f"niva-{skill.code}": "none" for skill in Skill.objects.filter(of=kitchen)}
    told |= {"niva-kok-disk": "alone", "judged_on": "2026-11-24"} | HOW
    wrong = as_(people.anna).post(url, told | {"judge": ""})
    assert wrong.context["form"]["niva-kok-disk"].value() == "alone"
    assert "judge" in wrong.context["form"].errors
    done = as_(people.anna).post(url, told, follow=True)
    assert "1 moment är bedömt." in done.text
    assert "1 av 1 gör själv" in done.text


def test_an_unknown_or_retired_occupation_is_no_page(people: People, case: Enrolment, kitchen: SkillList) -> None:
    SkillList.objects.filter(pk=kitchen.pk).update(is_active=False)
    for of in ("kok", "finns-inte"):
        assert as_(people.anna).get(reverse("skills_judge", args=[case.participant.uuid, of])).status_code == 404


def test_the_page_costs_the_same_however_much_is_shown(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("participant_skills", args=[case.participant.uuid])

    def cost() -> int:
        with at_most(12) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    JudgedFactory(enrolment=case, noted_by=people.anna)
    CertificateFactory(enrolment=case)
    client.get(url)
    before = cost()
    for skill in Skill.objects.all():
        JudgedFactory(enrolment=case, skill=skill, noted_by=people.anna)
        CertificateFactory(enrolment=case)
    assert cost() == before


# --- Certificates ----------------------------------------------------------------------------------


def certificate(**values: Any) -> dict[str, Any]:
    kind = CertificateKind.objects.get(code=values.pop("code", "hlr"))
    told = {"kind": kind, "name": "", "issuer": "Campus", "issued_on": D("2026-02-01"), "valid_to": None}
    return told | {"lapses": False} | values


def ending(people: People, today: dt.date = TODAY) -> list[tuple[dt.date, Any]]:
    return [(row.due_on, row.subject) for row in due_rows(today, of_unit(people.unit.pk), rules=[due.CERTIFICATE])]


def test_one_that_ends_is_told_of_until_it_is_renewed_or_let_go(people: People, case: Enrolment) -> None:
    old = note_certificate(case, today=TODAY, **certificate(valid_to=D("2026-12-20")))
    note_certificate(case, today=TODAY, **certificate(code="sry", valid_to=D("2027-06-01")))
    assert ending(people) == [(D("2026-12-20"), old.uuid)]
    assert ending(people, D("2026-10-20")) == []
    form = as_(people.anna).get(reverse("certificate_renew", args=[old.uuid])).context["form"]
    assert (form["issuer"].value(), str(form["valid_to"].value())) == ("Campus", "2028-11-23")
    new = note_certificate(case, today=TODAY, **certificate(issued_on=TODAY, valid_to=D("2028-11-23")))
    assert ending(people) == []
    strike_certificate(new)
    assert ending(people) == [(D("2026-12-20"), old.uuid)]
    row = Certificate.objects.get(pk=old.pk)
    change_certificate(row, row.revision, today=TODAY, **certificate(valid_to=D("2026-12-20"), lapses=True))
    assert ending(people) == []


def test_a_closed_case_is_not_told_of(people: People, case: Enrolment) -> None:
    note_certificate(case, today=TODAY, **certificate(valid_to=D("2026-12-20")))
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    assert ending(people) == []


def test_who_saves_last_is_told_and_postgresql_keeps_the_days_in_order(case: Enrolment) -> None:
    row = note_certificate(case, today=TODAY, **certificate())
    first, second = Certificate.objects.get(pk=row.pk), Certificate.objects.get(pk=row.pk)
    change_certificate(first, row.revision, today=TODAY, **certificate(issuer="Komvux"))
    with pytest.raises(Stale):
        change_certificate(second, row.revision, today=TODAY, **certificate(issuer="Skolan"))
    with pytest.raises(IntegrityError, match="certificate_ends_after_it_was_issued"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(valid_to=D("2026-01-31"))


def test_the_way_through_the_pages(people: People, case: Enrolment) -> None:
    client, page = as_(people.anna), reverse("participant_skills", args=[case.participant.uuid])
    assert "Inget bevis är inskrivet." in client.get(page).text
    url = reverse("certificate_add", args=[case.participant.uuid])
    told = {"kind": str(CertificateKind.objects.get(code="annat").pk), "issuer": "Campus", "issued_on": "2026-02-01"}
    assert list(client.post(url, told).context["form"].errors) == ["name"]
    assert client.post(url, told | {"name": "Ställning", "valid_to": "2026-11-01"}).status_code == 302
    row = Certificate.objects.get()
    shown = client.get(page).text
    assert "Annat: Ställning" in shown
    assert "Gäller inte" in shown
    client.post(reverse("certificate_edit", args=[row.uuid]), told | {"name": "Ställningar", "revision": row.revision})
    assert Certificate.objects.get().name == "Ställningar"
    asked = client.get(reverse("certificate_remove", args=[row.uuid])).text
    assert "Annat: Ställningar, utfärdat 2026-02-01" in asked
    client.post(reverse("certificate_remove", args=[row.uuid]))
    assert "Ställningar" not in client.get(page).text
    assert client.get(reverse("certificate_edit", args=[row.uuid])).status_code == 404


# --- To take along ---------------------------------------------------------------------------------


def test_the_paper_says_what_holds(people: People, case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, "2026-10-01", disk="observed", recept="helped")
    judge(case, kitchen, disk="alone")
    note_certificate(case, today=TODAY, **certificate(valid_to=TODAY))
    note_certificate(case, today=TODAY, **certificate(code="sry", valid_to=TODAY - dt.timedelta(days=1)))
    data = proof_data(people.anna, case, TODAY)
    assert data["parts"][1]["rows"] == [
        ["Diskar för hand och i maskin", "Gör själv", "2026-11-24"],
        ["Lagar mat efter recept", "Gör med hjälp", "2026-10-01"],
    ]
    assert [part["rows"] for part in data["parts"] if part.get("heading") == "Bevis"] == [
        [["Hjärt-lungräddning", "Campus", "2026-02-01", "2026-11-24"]]
    ]
    assert data["signatures"] == ["Hans Holm, handledare", people.anna.full_name]
    answer = as_(people.anna).get(reverse("skills_pdf", args=[case.participant.uuid]))
    text = text_of(answer.content)
    assert case.participant.full_name in text
    assert "Kök och servering" in text


def test_of_a_protected_person_it_has_no_name_and_no_place(people: People, case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, disk="alone")
    case.participant.is_protected = True
    words = f"{proof_data(people.anna, case, TODAY)}"
    assert case.participant.last_name not in words
    assert "Skolköket" not in words
    assert case.case_number in words


def test_an_empty_paper_says_so(people: People, case: Enrolment) -> None:
    assert "Inget är bedömt än" in f"{proof_data(people.anna, case, TODAY)['parts']}"


LONG = "Wilhelmina-Margareta Ängström-Lindqvist af Nordenskiöld-Johannesson"


def pages(user: Any, case: Enrolment) -> list[str]:
    answer = as_(user).get(reverse("skills_pdf", args=[case.participant.uuid]))
    found = PdfReader(BytesIO(answer.content)).pages
    assert len(found) == pages_of(answer.content)
    return [" ".join(page.extract_text().split()) for page in found]


def shown_everywhere(case: Enrolment, lists: int | None = None, **values: Any) -> list[Skill]:
    """Every skill of so many occupations judged by somebody with a long name at a place with one."""
    skills = list(Skill.objects.filter(of__in=SkillList.objects.all()[:lists]).order_by("of__order", "order"))
    told = {"enrolment": case, "noted_by": case.consultant, "place": f"{LONG}s restaurang och catering"} | values
    for skill in skills:
        JudgedFactory(skill=skill, judge=f"{LONG}, handledare", **told)
    return skills


def test_it_is_one_page_also_with_long_names_and_two_occupations(people: People, case: Enrolment) -> None:
    case.participant.first_name, case.participant.last_name = LONG, LONG
    case.participant.save()
    skills = shown_everywhere(case, 2, level="alone")
    for kind in CertificateKind.objects.all():
        CertificateFactory(enrolment=case, kind=kind, issuer=LONG)
    (page,) = pages(people.anna, case)
    # All of it stands there, in smaller type.
    for name in (*(skill.name for skill in skills), *(kind.name for kind in CertificateKind.objects.all())):
        assert name in page
    assert "får inte plats" not in page
    assert page.count(LONG) >= 4


def test_what_there_is_no_room_for_is_what_was_only_seen(people: People, case: Enrolment) -> None:
    for skill in shown_everywhere(case, level="observed"):
        extra = Skill.objects.create(of=skill.of, code=f"{skill.code}-0", name=f"{skill.name}, mer", order=skill.order)
        JudgedFactory(enrolment=case, noted_by=people.anna, skill=extra, level="observed")
    known = list(Skill.objects.filter(code__endswith="-0")[:6])
    for skill in known:
        JudgedFactory(enrolment=case, noted_by=people.anna, skill=skill, level="alone")
    CertificateFactory(enrolment=case, issued_on=D("2020-01-01"))
    (page,) = pages(people.anna, case)
    for skill in known:
        assert skill.name in page
    assert "Heta arbeten" in page
    (left_out,) = re.findall(r"(\d+) moment och bevis till finns, och får inte plats på sidan", page)
    assert (
        int(left_out) + page.count("Har fått se 2026") + page.count("Gör själv 2026") + 1 == Skill.objects.count() + 1
    )


def test_an_ordinary_page_keeps_the_ordinary_type(people: People, case: Enrolment, kitchen: SkillList) -> None:
    judge(case, kitchen, disk="alone")
    assert not proof_data(people.anna, case, TODAY)["small"]
    assert len(pages(people.anna, case)) == 1
