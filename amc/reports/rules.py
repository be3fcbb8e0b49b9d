"""What counts as what in "Resultat vid avslut" (Kolada; domain.md section 6)."""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Outcome:
    """The facts of one closure that the measures look at; None means not known or not asked."""

    to_work: bool
    regular: bool | None
    municipal: bool | None
    lasted_month: bool | None
    to_studies: bool
    csn: bool | None


def began_work(outcome: Outcome) -> bool:
    """Measure "till arbete": began any work, municipal arbetsmarknadsanställning included [S3]."""
    return outcome.to_work


def began_regular_work(outcome: Outcome) -> bool:
    """Began work on the regular labour market, with or without support [S3]."""
    return outcome.to_work and outcome.regular is True


def work_by_kolada(outcome: Outcome) -> bool:
    """Measure "till arbete enligt Kolada": regular labour market for at least one connected month, confirmed.

    Municipal employment does not count; what nobody has confirmed does not count either.
    """
    return began_regular_work(outcome) and outcome.municipal is not True and outcome.lasted_month is True


def studies_by_kolada(outcome: Outcome) -> bool:
    """Began studiemedelsberättigade studies."""
    return outcome.to_studies and outcome.csn is True


def result_by_kolada(outcome: Outcome) -> bool:
    """Counts in Kolada's share: work or studies."""
    return work_by_kolada(outcome) or studies_by_kolada(outcome)


# The same measures as conditions on closures, for the lists behind the figures; a test holds the two to one answer.
WORK = Q(closure__to_work=True)
REGULAR_WORK = WORK & Q(closure__regular=True)
WORK_BY_KOLADA = REGULAR_WORK & Q(closure__municipal=False, closure__lasted_month=True)
STUDIES_BY_KOLADA = Q(closure__to_studies=True, closure__csn=True)
RESULT_BY_KOLADA = WORK_BY_KOLADA | STUDIES_BY_KOLADA


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` as 0–1; None where there is no whole, which is no share rather than zero."""
    return part / whole if whole else None


def published(count: int, smallest: int) -> int | None:
    """A count as it may leave the unit: None where it counts fewer than `smallest` persons, zero excepted."""
    return count if count == 0 or count >= smallest else None
