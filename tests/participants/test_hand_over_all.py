"""Handing over all of somebody's cases at once: all or none, with what is not seen left where it is."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse

from amc.obstacles import Refused
from participants.actions.assignments import hand_over, hand_over_all
from participants.models import CaseAssignment, Enrolment, Participant
from tests.factories import EnrolmentFactory, People, days
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.test_assignments import at_once, periods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def all_over(people: People) -> Callable[..., int]:  # noqa: F811
    """Hand all of Anna's cases over to Bo today; arguments replace."""

    def handed(**fields) -> int:
        values = {"of": people.anna, "to": people.bo, "first": TODAY, "reason": "Slutar", "by": people.eva}
        return hand_over_all(**(values | {"today": TODAY, "counted": 3} | fields))

    return handed


@pytest.fixture
def three(people: People) -> list[Enrolment]:  # noqa: F811
    """Three open cases of Anna's, beside a closed one and one of Bo's."""
    cases = EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)
    EnrolmentFactory(participant__unit=people.unit, consultant=people.bo)
    closed = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    Enrolment.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    return cases


def test_all_open_cases_change_hands(people: People, three: list[Enrolment], all_over: Callable[..., int]) -> None:  # noqa: F811
    assert all_over() == 3
    assert Enrolment.objects.filter(consultant=people.bo, closed_on=None).count() == 4
    assert Enrolment.objects.get(consultant=people.anna).closed_on == TODAY
    assert all(periods(enrolment)[-1] == ("Bo", TODAY, None) for enrolment in three)


@pytest.mark.parametrize(("counted", "code"), [(None, "not_confirmed"), (2, "count_changed")])
def test_only_the_number_that_was_agreed_to(
    people: People,  # noqa: F811
    three: list[Enrolment],
    all_over: Callable[..., int],
    counted: int | None,
    code: str,
) -> None:
    with pytest.raises(Refused) as refused:
        all_over(counted=counted)
    assert refused.value.codes == (code,)
    assert Enrolment.objects.filter(consultant=people.anna, closed_on=None).count() == 3


def test_all_or_none(people: People, three: list[Enrolment], all_over: Callable[..., int]) -> None:  # noqa: F811
    """The last case began after the day of handing over, so that the first two stay as well."""
    late = three[-1]
    Enrolment.objects.filter(pk=late.pk).update(opened_on=TODAY)
    late.assignments.update(period=days(TODAY, None))
    with pytest.raises(Refused) as refused:
        all_over(first=TODAY - DAY)
    assert "before_opening" in refused.value.codes
    (told,) = (one for one in refused.value.obstacles if one.code == "before_opening")
    assert told.message.startswith(f"{late.participant.full_name}, {late.case_number}: Inskrivningen började")
    assert not any(other.case_number in str(refused.value) for other in three[:2])
    assert Enrolment.objects.filter(consultant=people.anna, closed_on=None).count() == 3
    assert CaseAssignment.objects.filter(user=people.bo).count() == 1


def test_what_stops_every_case_is_said_once(
    people: People,  # noqa: F811
    three: list[Enrolment],
    all_over: Callable[..., int],
) -> None:
    with pytest.raises(Refused) as refused:
        all_over(first=TODAY + DAY)
    assert [(one.field, one.code) for one in refused.value.obstacles] == [("first", "in_advance")]


def test_a_hidden_persons_case_stays_and_nothing_of_it_is_told(
    people: People,  # noqa: F811
    three: list[Enrolment],
    all_over: Callable[..., int],
) -> None:
    """Counted, named and refused are those that are seen; the page says what is so for everybody (domain.md 5)."""
    page = reverse("case_hand_over_all")
    before = signed_in(people.eva).get(page).text
    hidden = three[0]
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    assert "som du inte är namngiven" not in before
    assert "följer bara med om du är namngiven" in before
    assert "följer bara med om du är namngiven" in signed_in(people.eva).get(page).text
    with pytest.raises(Refused) as refused:
        all_over(counted=3)
    assert hidden.case_number not in str(refused.value)
    assert all_over(counted=2) == 2
    hidden.refresh_from_db()
    assert hidden.consultant == people.anna


def test_another_units_cases_are_not_touched(people: People, all_over: Callable[..., int]) -> None:  # noqa: F811
    EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    with pytest.raises(Refused) as refused:
        all_over(of=people.cilla, counted=1)
    assert refused.value.codes == ("no_cases",)


@pytest.mark.django_db(transaction=True)
def test_a_case_handed_over_meanwhile_stays_where_it_went(
    people: People,  # noqa: F811
    three: list[Enrolment],
    all_over: Callable[..., int],
    case: Enrolment,  # noqa: F811
) -> None:
    def one() -> CaseAssignment:
        values = {"first": TODAY, "reason": "Byter team", "by": people.eva, "today": TODAY}
        return hand_over(enrolment=three[0], to=people.eva, revision=0, **values)

    outcome = at_once(lambda: all_over(counted=4), one)
    assert outcome in (["count_changed", "done"], ["done", "stale"])
    whose = Enrolment.objects.get(pk=three[0].pk).consultant
    assert whose == (people.eva if "count_changed" in outcome else people.bo)


def test_all_in_the_browser_asks_once(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    client, address = signed_in(people.eva), reverse("case_hand_over_all")
    values = {"of": str(people.anna.uuid), "to": str(people.bo.uuid), "first": "2026-11-24", "reason": "Slutar"}
    assert "Ja, lämna över" not in client.get(address).text
    asked = client.post(address, values)
    assert "Ja, lämna över 3 ärenden" in asked.text
    counted = {"counted": asked.context["form"]["counted"].value()}
    again = client.post(address, values | counted)
    assert list(again.context["form"].errors) == ["confirmed"]
    EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    changed = client.post(address, values | counted | {"confirmed": "on"})
    assert "Ja, lämna över 4 ärenden" in changed.text
    assert not changed.context["form"]["confirmed"].value()
    counted = {"counted": changed.context["form"]["counted"].value()}
    done = client.post(address, values | counted | {"confirmed": "on"}, follow=True)
    assert "4 ärenden lämnades över till Bo Bergqvist." in done.text.replace("\N{NO-BREAK SPACE}", " ")
