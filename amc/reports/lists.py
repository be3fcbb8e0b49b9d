"""The lists behind the figures: the same conditions that the figures are counted by."""

import datetime as dt

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from amc.calendar import month_end, swedish_plural
from amc.reports import disposed, employed, figures, later, results
from amc.reports.selection import Selection
from amc.staff.models import User
from participants.models import Closure, EducationLevel, Enrolment, Gender, Source
from placements.models import Employer, Employment, Scheme

WITHOUT = "utan"


class MonthField(forms.Field):
    """A month as 2026-11; its first day in Python."""

    def to_python(self, value: object) -> dt.date | None:
        """The first day of the month."""
        if not value:
            return None
        try:
            return dt.date.fromisoformat(f"{value}-01")
        except ValueError as error:
            raise forms.ValidationError("Skriv månaden som 2026-11.") from error


class Detail(forms.Form):
    """Which part of a figure was opened; every field is optional and none is personal."""

    manad = MonthField(required=False)
    konsulent = forms.CharField(required=False)
    tid = forms.ChoiceField(choices=[(code, label) for code, label, *_ in figures.TIME_BUCKETS], required=False)
    kvar = forms.IntegerField(required=False, min_value=0, max_value=600)
    matt = forms.ChoiceField(choices=[(code, name) for code, name, *_ in results.MEASURES], required=False)
    utfall = forms.ChoiceField(choices=[(code, name) for code, name, *_ in results.OUTCOMES], required=False)
    utbildning = forms.ChoiceField(choices=EducationLevel.choices, required=False)
    kon = forms.ChoiceField(choices=Gender.choices, required=False)
    alder = forms.ChoiceField(choices=results.AGE_BANDS, required=False)
    orsak = forms.ChoiceField(choices=Closure.Reason.choices, required=False)
    fran_remittent = forms.ModelChoiceField(Source.objects.all(), to_field_name="code", required=False)
    slag = forms.CharField(required=False)
    manader = forms.IntegerField(required=False, min_value=1, max_value=60)
    form = forms.ModelChoiceField(Scheme.objects.all(), to_field_name="code", required=False)
    agslag = forms.ChoiceField(choices=Employer.Kind.choices, required=False)
    blev = forms.ChoiceField(choices=[*employed.BECAME, (employed.ONWARD, "")], required=False)
    planerat = forms.ChoiceField(choices=employed.PLANNED, required=False)
    svar = forms.ChoiceField(choices=[(code, name) for code, name, _ in later.ANSWERS], required=False)


def detail(data: QueryDict) -> dict:
    """The opened part, cleaned; an unknown value is an address that does not exist."""
    form = Detail(data)
    if not form.is_valid():
        raise Http404
    return {key: value for key, value in form.cleaned_data.items() if value not in ("", None)}


def _within(selection: Selection, month: dt.date | None) -> tuple[dt.date, dt.date]:
    if month is None:
        return selection.first, selection.last
    return max(selection.first, month), min(selection.last, month_end(month))


def enrolments(slug: str, selection: Selection, part: dict) -> "tuple[str, QuerySet[Enrolment]]":
    """The title and the enrolments behind a figure.

    Raises Http404 for a figure that has no such list.
    """
    rows = selection.enrolments()
    match slug:
        case "inskrivna":
            return _caseload(selection, rows.filter(closed_on__isnull=True), part)
        case "in":
            return _titled("Inskrivna", part), rows.filter(opened_on__range=_within(selection, part.get("manad")))
        case "ut":
            return _titled("Avslutade", part), rows.filter(closed_on__range=_within(selection, part.get("manad")))
        case "tid":
            if "tid" not in part:
                raise Http404
            label = next(label for code, label, *_ in figures.TIME_BUCKETS if code == part["tid"])
            condition = figures.opened_in_bucket(part["tid"], selection.today)
            return f"Inskrivna {label}", rows.filter(condition, closed_on__isnull=True)
        case "avslut":
            return _closures(selection, rows, part)
        case "efter":
            if "manader" not in part or "svar" not in part:
                raise Http404
            months, answer = part["manader"], part["svar"]
            title = f"{swedish_plural(months, 'månad', 'månader')} efter avslutet: {later.NAMES[answer].lower()}"
            return title, later.enrolments(selection, months, answer)
    raise Http404


def _titled(word: str, part: dict) -> str:
    return f"{word} {part['manad']:%Y-%m}" if "manad" in part else f"{word} under perioden"


def _caseload(selection: Selection, rows: "QuerySet[Enrolment]", part: dict) -> "tuple[str, QuerySet[Enrolment]]":
    if "konsulent" not in part:
        return "Inskrivna nu", rows
    if part["konsulent"] == WITHOUT:
        return "Inskrivna utan konsulent", rows.filter(consultant__isnull=True)
    try:
        consultant = User.objects.visible_to(selection.user).get(uuid=part["konsulent"])
    except (User.DoesNotExist, ValueError, forms.ValidationError) as error:
        raise Http404 from error
    return f"{consultant.full_name}s ärenden", rows.filter(consultant=consultant)


def _closures(selection: Selection, rows: "QuerySet[Enrolment]", part: dict) -> "tuple[str, QuerySet[Enrolment]]":
    condition, words = _part_of_closures(part)
    in_period = Q(closed_on__range=(selection.first, selection.last), closure__isnull=False)
    return "Avslut: " + (", ".join(words) if words else "alla"), rows.filter(in_period & condition)


def _part_of_closures(part: dict) -> tuple[Q, list[str]]:
    """The condition on the closure of an opened part, and the part in words."""
    condition, words = Q(), []
    if "matt" in part:
        condition &= results.CONDITIONS[part["matt"]]
        words.append(next(name for code, name, *_ in results.MEASURES if code == part["matt"]))
    if "utfall" in part:
        condition &= results.outcome_condition(part["utfall"])
        words.append(next(name for code, name, *_ in results.OUTCOMES if code == part["utfall"]))
    for key, field, choices in (
        ("utbildning", "closure__education_level", EducationLevel.choices),
        ("kon", "closure__gender", Gender.choices),
        ("orsak", "closure__reason", Closure.Reason.choices),
    ):
        if key in part:
            condition &= Q(**{field: part[key]})
            words.append(dict(choices)[part[key]])
    if "alder" in part:
        young = Q(closure__age__lt=results.YOUNG)
        condition &= young if part["alder"] == results.AGE_BANDS[0][0] else ~young
        words.append(dict(results.AGE_BANDS)[part["alder"]])
    if "fran_remittent" in part:
        condition &= Q(source=part["fran_remittent"])
        words.append(part["fran_remittent"].name)
    return condition, words


def disposed_of(slug: str, selection: Selection, part: dict) -> int:
    """How many disposed cases the figure counts besides those in the list."""
    rows = disposed.rows(selection)
    if slug in {"in", "ut"}:
        field = "opened_month" if slug == "in" else "closed_month"
        return rows.filter(disposed.in_months(field, *_within(selection, part.get("manad")))).count()
    if slug != "avslut":
        return 0
    in_period = disposed.in_months("closed_month", selection.first, selection.last)
    young = {"alder": part["alder"]} if "alder" in part else {}
    condition, _ = _part_of_closures({key: value for key, value in part.items() if key not in young})
    if young:
        condition &= Q(young=young["alder"] == results.AGE_BANDS[0][0])
    return rows.filter(in_period, disposed.of_remains(condition), has_closure=True).count()


def employments(selection: Selection, part: dict) -> "tuple[str, QuerySet[Employment]]":
    """The title and the employments behind the histogram of months left."""
    rows = figures.running_employments(selection)
    if "kvar" not in part:
        return "Pågående tidsbegränsade anställningar", rows
    first, last = figures.ends_with_months_left(part["kvar"], selection.today)
    months = part["kvar"]
    words = "mindre än en månad" if months == 0 else "1 månad" if months == 1 else f"{months} månader"
    return f"Anställningar med {words} kvar", rows.ending_between(first, last)
