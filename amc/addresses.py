"""Addresses of pages about one thing. A page of rows names hundreds, and the routes were asked anew for each."""

import uuid
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

# Stand where the keys are put; made up for this, so no route has them in its text.
_PLACES = tuple(uuid.UUID(int=0xA3C0_0000_0000_4000_8000_0000_0000_0000 + number) for number in range(3))


def address(name: str, *keys: uuid.UUID) -> str:
    """The address of the route `name`, whose arguments are one to three uuids, about these `keys`.

    The same as `reverse(name, args=keys)`, but the route is looked up once for each process, and a route does not
    change. Raises NoReverseMatch where there is none.
    """
    if not all(isinstance(key, uuid.UUID) for key in keys):
        # Whatever else it is, the routes say whether it may stand there.
        return reverse(name, args=keys)
    return _pattern(name, len(keys), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()).format(*keys)


@lru_cache(maxsize=1024)
def _pattern(name: str, amount: int, urlconf: str, prefix: str) -> str:
    """The address with a place for each key. `prefix`: reverse reads it itself, and it is in the address."""
    text = reverse(name, urlconf=urlconf, args=_PLACES[:amount])
    # A brace of its own it cannot have: reverse writes those as %7B and %7D.
    for place in _PLACES[:amount]:
        text = text.replace(str(place), "{}")
    return text
