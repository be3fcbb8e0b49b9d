"""Keeping phrases."""

from django.db import transaction

from amc.obstacles import refuse_if
from amc.phrases.models import Phrase
from amc.phrases.rules import phrase_obstacles, sharing_obstacles
from amc.revisions import save_revised
from amc.staff.access import Permission
from amc.staff.models import User


@transaction.atomic
def add_phrase(*, by: User, name: str, text: str, shared: bool) -> Phrase:
    """Keep a text, as one's own or, `shared`, for the unit. Raises Refused for a blank that nothing fills in, and for
    one of the unit by somebody who does not lead it."""
    manages = Permission.MANAGE.granted_to(by)
    refuse_if(sharing_obstacles(shared=shared, manages=manages, has_unit=by.unit_id is not None))
    refuse_if(phrase_obstacles(text))
    owner = {"unit": by.unit} if shared else {"user": by}
    return Phrase.objects.create(name=name, text=text, **owner)


@transaction.atomic
def change_phrase(phrase: Phrase, revision: int, *, name: str, text: str) -> Phrase:
    """Save it. Raises Refused as `add_phrase`, and Stale when somebody saved it after `revision` was shown."""
    refuse_if(phrase_obstacles(text))
    phrase.name, phrase.text = name, text
    save_revised(phrase, revision, {"name": name, "text": text})
    return phrase


def remove_phrase(phrase: Phrase) -> None:
    """Take it away; texts that were written with it stay as they are."""
    Phrase.objects.filter(pk=phrase.pk).delete()
