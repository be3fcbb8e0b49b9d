"""Results at closing: one statement groups the closures, and everything is summed from those groups."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Func, IntegerField, Q, QuerySet, Sum, Value, When

from amc.reports import disposed, rules
from amc.reports.rules import Outcome
from amc.reports.selection import Selection
from amc.web.charts import Flow, flow
from participants.models import Closure, EducationLevel, Gender

YOUNG = 25
AGE_BANDS = (("16-24", "16–24 år"), ("25", "25 år och äldre"))
# Room for the name of a source or an outcome beside the drawing.
LONG_NAMES = 270
FACTS = ("to_work", "regular", "municipal", "lasted_month", "to_studies", "csn")

# Measures in the order of the page: code, name, rule, condition on the enrolment.
MEASURES: tuple[tuple[str, str, Callable[[Outcome], bool], Q], ...] = (
    ("arbete", "Till arbete", rules.began_work, rules.WORK),
    ("reguljart", "därav på den reguljära arbetsmarknaden", rules.began_regular_work, rules.REGULAR_WORK),
    ("arbete-kolada", "Till arbete enligt Kolada", rules.work_by_kolada, rules.WORK_BY_KOLADA),
    ("studier-kolada", "Till studier enligt Kolada", rules.studies_by_kolada, rules.STUDIES_BY_KOLADA),
    ("resultat-kolada", "Resultat vid avslut enligt Kolada", rules.result_by_kolada, rules.RESULT_BY_KOLADA),
)
PLACES: dict[str, int] = {code: place for place, (code, *_) in enumerate(MEASURES)}
CONDITIONS: dict[str, Q] = {code: condition for code, _, _, condition in MEASURES}


@dataclass(frozen=True, slots=True)
class Told:
    """What the facts of a closure amount to: which measures of MEASURES it meets, and where it leads in the drawing."""

    outcome: Outcome
    meets: tuple[bool, ...]
    leads_to: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Closures that are alike in everything that is counted; `days` is all their days together."""

    amount: int
    days: int
    before: bool
    source_code: str
    source: str
    reason: str
    gender: str
    education: str
    age_band: str
    told: Told

    @property
    def outcome(self) -> Outcome:
        """The facts themselves."""
        return self.told.outcome


@dataclass(frozen=True)
class Measure:
    """One measure: how many, of how many, and the list behind it."""

    code: str
    name: str
    amount: int
    whole: int
    before: int
    url: str

    @property
    def share(self) -> float | None:
        """0–1, or None where nobody closed."""
        return rules.share(self.amount, self.whole)


@dataclass(frozen=True)
class Line:
    """One row of a breakdown: how many closed, of them to work and by Kolada."""

    label: str
    amount: int
    share: float | None
    work: int
    kolada: int
    url: str
    work_url: str
    kolada_url: str
    known: bool = True


@lru_cache(maxsize=256)
def told(*facts: Any) -> Told:
    """What the values of FACTS amount to. There are a few dozen combinations, however many have closed."""
    outcome = Outcome(*facts)
    return Told(outcome, tuple(rule(outcome) for _, _, rule, _ in MEASURES), outcome_of(outcome))


class _Days(Func):
    """The days from one date to another, as PostgreSQL counts them."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def closures(selection: Selection) -> list[Group]:
    """All closures of the period and of the one before, disposed ones included, grouped."""
    in_period = Q(closed_on__range=(selection.first, selection.last))
    before = Q(closed_on__range=(selection.before_first, selection.before_last))
    alike = (
        "earlier",
        "source__code",
        "source__name",
        "closure__reason",
        "closure__gender",
        "closure__education_level",
        "age_band",
        *(f"closure__{fact}" for fact in FACTS),
    )
    rows = (
        selection.enrolments()
        .filter(in_period | before, closure__isnull=False)
        .annotate(
            earlier=Case(When(before, then=Value(True)), default=Value(False)),
            age_band=Case(When(closure__age__lt=YOUNG, then=Value(AGE_BANDS[0][0])), default=Value(AGE_BANDS[1][0])),
        )
        .values(*alike)
        .annotate(amount=Count("pk"), time=Sum(_Days("closed_on", "opened_on")))
        .order_by()
        .values_list("amount", "time", *alike)
    )
    own = len(FACTS)
    whole = rows.union(_disposed(selection), all=True).order_by()
    return [_group(*row[:-own], told(*row[-own:])) for row in whole]


def _group(amount: int, days: int, *alike: Any) -> Group:
    # Both ends of a case are days in it.
    return Group(amount, days + amount, *alike)


def _disposed(selection: Selection) -> QuerySet[Any, Any]:
    """The same columns of what remains of disposed cases."""
    before = disposed.in_months("closed_month", selection.before_first, selection.before_last)
    in_period = disposed.in_months("closed_month", selection.first, selection.last)
    alike = ("earlier", "source__code", "source__name", "reason", "gender", "education_level", "age_band", *FACTS)
    return (
        disposed.rows(selection)
        .filter(in_period | before, has_closure=True)
        .annotate(
            earlier=Case(When(before, then=Value(True)), default=Value(False)),
            age_band=Case(When(young=True, then=Value(AGE_BANDS[0][0])), default=Value(AGE_BANDS[1][0])),
        )
        .values(*alike)
        .annotate(amount=Count("pk"), time=Sum("days"))
        .order_by()
        .values_list("amount", "time", *alike)
    )


class Results:
    """The results of a period, with the period before to compare."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        groups = closures(selection)
        self.groups = [group for group in groups if not group.before]
        self.earlier = [group for group in groups if group.before]
        self.total = sum(group.amount for group in self.groups)
        self.total_before = sum(group.amount for group in self.earlier)

    @property
    def days(self) -> float | None:
        """Average days in activity of those who closed; None where nobody did."""
        return sum(group.days for group in self.groups) / self.total if self.total else None

    @property
    def unconfirmed(self) -> int:
        """Work on the regular labour market that nobody has yet confirmed to have lasted a month."""
        return sum(
            group.amount
            for group in self.groups
            if rules.began_regular_work(group.outcome) and group.outcome.lasted_month is None
        )

    def measures(self) -> list[Measure]:
        """Every measure, named."""
        return [
            Measure(
                code,
                name,
                _sum(self.groups, code),
                self.total,
                _sum(self.earlier, code),
                self.selection.link("avslut", matt=code),
            )
            for code, name, *_ in MEASURES
        ]

    def _lines(self, dimension: str, values: list[tuple[str, str]], unknown: str | None = None) -> list[Line]:
        by_value: dict[str, list[Group]] = {value: [] for value, _ in values}
        for group in self.groups:
            by_value.setdefault(getattr(group, dimension), []).append(group)
        known = sum(group.amount for value, rows in by_value.items() if value != unknown for group in rows)
        lines = []
        for value, label in values:
            rows = by_value[value]
            amount = sum(group.amount for group in rows)
            if not amount:
                continue
            link = {_PARAMETERS[dimension]: value}
            lines.append(
                Line(
                    label,
                    amount,
                    None if value == unknown else rules.share(amount, known),
                    _sum(rows, "arbete"),
                    _sum(rows, "resultat-kolada"),
                    self.selection.link("avslut", **link),
                    self.selection.link("avslut", matt="arbete", **link),
                    self.selection.link("avslut", matt="resultat-kolada", **link),
                    known=value != unknown,
                )
            )
        return lines

    def by_education(self) -> list[Line]:
        """Kolada's four levels, shares of those known; the unknown on a line of their own [S3]."""
        return self._lines("education", list(EducationLevel.choices), EducationLevel.OKAND)

    def by_gender(self) -> list[Line]:
        """By gender."""
        return self._lines("gender", list(Gender.choices), Gender.OKANT)

    def by_age(self) -> list[Line]:
        """By Kolada's age bands."""
        return self._lines("age_band", list(AGE_BANDS))

    def by_reason(self) -> list[Line]:
        """By reason of closing."""
        return self._lines("reason", list(Closure.Reason.choices))

    def by_source(self) -> list[Line]:
        """By who sent the person."""
        names = dict(sorted({group.source_code: group.source for group in self.groups}.items(), key=lambda i: i[1]))
        return self._lines("source_code", list(names.items()))

    def flow(self) -> Flow | None:
        """From source to outcome; None where nobody closed."""
        links: Counter[tuple[str, str, str, str]] = Counter()
        for group in self.groups:
            code, word = group.told.leads_to
            links[(group.source_code, group.source, code, word)] += group.amount
        if not links:
            return None
        order = [code for code, *_ in OUTCOMES]
        rows = sorted(links.items(), key=lambda item: (item[0][1], order.index(item[0][2])))
        return flow(
            [
                (
                    source,
                    word,
                    amount,
                    self.selection.link("avslut", utfall=code, fran_remittent=source_code),
                    f"series-{order.index(code) + 1}",
                )
                for (source_code, source, code, word), amount in rows
            ],
            urls={
                **{
                    source: self.selection.link("avslut", fran_remittent=source_code)
                    for (source_code, source, _, _), _ in rows
                },
                **{word: self.selection.link("avslut", utfall=code) for (_, _, code, word), _ in rows},
            },
            width=LONG_NAMES * 2 + 300,
            margin=LONG_NAMES,
        )


# Where a closure leads in the drawing: the first that fits, so that each person is drawn once.
OUTCOMES: tuple[tuple[str, str, Callable[[Outcome], bool], Q], ...] = (
    ("reguljart", "Reguljärt arbete", rules.began_regular_work, rules.REGULAR_WORK),
    ("annat-arbete", "Annat arbete", rules.began_work, rules.WORK),
    ("studier", "Studier", lambda outcome: outcome.to_studies, Q(closure__to_studies=True)),
    ("annat", "Annan orsak", lambda outcome: True, Q()),
)
_PARAMETERS = {
    "education": "utbildning",
    "gender": "kon",
    "age_band": "alder",
    "reason": "orsak",
    "source_code": "fran_remittent",
}


def outcome_of(outcome: Outcome) -> tuple[str, str]:
    """(code, name) of where a closure leads in the drawing."""
    return next((code, name) for code, name, rule, _ in OUTCOMES if rule(outcome))


def outcome_condition(code: str) -> Q:
    """The same as a condition: fits this outcome and none before it."""
    condition = Q()
    for known, _, _, fits in OUTCOMES:
        if known == code:
            return condition & fits
        condition &= ~fits
    raise KeyError(code)


def _sum(groups: list[Group], measure: str) -> int:
    place = PLACES[measure]
    return sum(group.amount for group in groups if group.told.meets[place])


def published_lines(lines: list[Line], smallest: int) -> list[tuple[str, int | None, float | None]]:
    """(label, amount, share) as they may leave the unit.

    Where exactly one group is hidden the next smallest is hidden too, or the total would tell it.
    """
    hidden = {line.label for line in lines if rules.published(line.amount, smallest) is None}
    if len(hidden) == 1 and len(lines) > 1:
        hidden.add(min((line for line in lines if line.label not in hidden), key=lambda line: line.amount).label)
    return [
        (line.label, None, None) if line.label in hidden else (line.label, line.amount, line.share) for line in lines
    ]
