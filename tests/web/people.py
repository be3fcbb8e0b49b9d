"""Users for the tests of the mechanics."""

import itertools

from amc.staff.models import Role, Unit, User

_numbers = itertools.count(1)


def make_user(**fields: object) -> User:
    """A consultant with an account in a unit of their own, unless `fields` say otherwise."""
    number = next(_numbers)
    if "unit" not in fields:
        fields["unit"] = Unit.objects.create(name=f"Enhet {number}")
    values = {"first_name": "Anna", "last_name": f"Berg {number}", "roles": [Role.KONSULENT]} | fields
    return User.objects.create_user(f"anna{number}@kommun.example", None, **values)
