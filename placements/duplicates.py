"""Employers that may be one: the same organisation number, or the same name but for its form and spelling."""

from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, TextField, Value, Window
from django.db.models.functions import NullIf

from amc.staff.models import User
from placements.models import Employer, Employment, Internship, Workplace
from placements.rules.merging import Moves, Side

# The form of a company says nothing of which one it is; nor do spaces and marks. Å, ä and ö are {, | and } in the key.
_FORMS = r"\m(ab|aktiebolag|hb|handelsbolag|kb|kommanditbolag|ek for|ekonomisk forening|i|och|o)\M|[^a-z0-9{|}]"


class _Bare(Func):
    """The sort key of a name without its form, spaces and marks."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, 'g')"
    output_field = TextField()

    def __init__(self, key: str) -> None:
        super().__init__(F(key), Value(_FORMS), Value(""))


@dataclass(frozen=True)
class Alike:
    """Employers that may be one, and why."""

    why: str
    employers: list[Employer]

    @property
    def kept_and_gone(self) -> list[tuple[Employer, str]]:
        """Each employer as the one to keep, with the key of the other where there is only one other."""
        keys = [str(row.uuid) for row in reversed(self.employers)] if len(self.employers) == 2 else []
        return [(row, keys[place] if keys else "") for place, row in enumerate(self.employers)]


def alike(user: User) -> list[Alike]:
    """The employers that may be one, by name; the municipality's own divisions share its number and are left out of
    that. One query."""
    rows = (
        Employer.objects.visible_to(user)
        .filter(merged_into__isnull=True)
        .annotate(bare=_Bare("sort_key"), number=NullIf("org_number", Value("")))
        .annotate(
            of_name=Window(Count("pk"), partition_by=[F("bare")]),
            of_number=Window(Count("pk"), partition_by=[F("number")]),
        )
        .order_by("sort_key", "pk")
    )
    found: dict[tuple[str, str], list[Employer]] = {}
    for row in rows.filter(Q(of_name__gt=1) | Q(of_number__gt=1, number__isnull=False)):
        if row.bare and row.of_name > 1:
            found.setdefault(("Nästan samma namn", row.bare), []).append(row)
        if row.number and row.of_number > 1 and not row.is_municipal:
            found.setdefault(("Samma organisationsnummer", row.number), []).append(row)
    groups, seen = [], set()
    for (why, _), employers in found.items():
        keys = frozenset(row.pk for row in employers)
        if len(keys) > 1 and keys not in seen:
            seen.add(keys)
            groups.append(Alike(why, employers))
    return groups


def side_of(employer: Employer) -> Side:
    """An employer as the rules know it."""
    return Side(str(employer.uuid), employer.name, employer.org_number, employer.merged_into_id is not None)


def moves_of(gone: Employer, kept: Employer, user: User) -> Moves:
    """What goes along from `gone` to `kept`; of placements those that `user` may see."""
    names = Workplace.objects.filter(employer=kept).values("name")
    return Moves(
        workplaces=gone.workplaces.count(),
        alike=gone.workplaces.filter(name__in=names).count(),
        people=gone.contacts.count(),
        supervisors=gone.supervisors.count(),
        notes=gone.log.count(),
        agreements=gone.agreements.count(),
        warnings=gone.warnings.count(),
        placements=Employment.objects.visible_to(user).filter(employer=gone).count()
        + Internship.objects.visible_to(user).filter(workplace__employer=gone).count(),
    )
