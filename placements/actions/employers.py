"""The register of employers, their workplaces and contact persons."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from amc.revisions import save_revised
from participants.names import sort_key
from placements.likeness import nearly_called
from placements.models import ContactPerson, Employer, Workplace
from placements.rules.employer import NEARLY, judge_employer
from placements.rules.verdict import Verdict


@transaction.atomic
def register_employer(*, workplace: str = "", acknowledged: Collection[str] = (), **values: Any) -> Employer:
    """Add an employer with its first workplace, named as the employer unless `workplace` says otherwise.

    `values` are the fields of `Employer`. A likely duplicate is a warning to acknowledge.
    """
    _judge(values).demand(acknowledged)
    employer = Employer.objects.create(**values)
    Workplace.objects.create(employer=employer, name=workplace or employer.name)
    return employer


@transaction.atomic
def change_employer(
    employer: Employer, *, revision: int, acknowledged: Collection[str] = (), **values: Any
) -> Employer:
    """Change what the register says of an employer. Raises Stale when somebody else has, since `revision`."""
    known = Employer.objects.get(pk=employer.pk)
    if (values["name"], values.get("org_number", "")) != (known.name, known.org_number):
        _judge(values, besides=employer).demand(acknowledged)
    return _change(employer, revision, values)


@transaction.atomic
def register_workplace(employer: Employer, **values: Any) -> Workplace:
    """Add a workplace to an employer; a name is used once per employer."""
    return Workplace.objects.create(employer=employer, **values)


@transaction.atomic
def change_workplace(workplace: Workplace, *, revision: int, **values: Any) -> Workplace:
    """Change a workplace. Raises Stale when somebody else has, since `revision`."""
    return _change(workplace, revision, values)


@transaction.atomic
def register_contact(employer: Employer, **values: Any) -> ContactPerson:
    """Add somebody to talk to at an employer."""
    return ContactPerson.objects.create(employer=employer, **values)


@transaction.atomic
def change_contact(contact: ContactPerson, *, revision: int, **values: Any) -> ContactPerson:
    """Change a contact person. Raises Stale when somebody else has, since `revision`."""
    return _change(contact, revision, values)


def _change(row: Any, revision: int, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    save_revised(row, revision, values)
    return row


def _judge(values: dict[str, Any], besides: Employer | None = None) -> Verdict:
    number = values.get("org_number", "")
    alike = _alike(**values, besides=besides)
    nearly = nearly_called(Employer.objects.kept(), values["name"]).filter(likeness__gte=NEARLY)
    if besides:
        nearly = nearly.exclude(pk=besides.pk)
    return judge_employer(values["name"], number, alike, nearly.values_list("name", flat=True)[:1])


def _alike(*, name: str, org_number: str = "", besides: Employer | None = None, **rest: Any) -> list[tuple[str, str]]:
    """(name, number) of employers with the same number, or with a name that is the same when read aloud."""
    known = Employer.objects.kept()
    same = known.filter(sort_key=sort_key(name))
    if org_number:
        same |= known.filter(org_number=org_number)
    if besides:
        same = same.exclude(pk=besides.pk)
    return list(same.order_by("sort_key", "pk").values_list("name", "org_number")[:5])
