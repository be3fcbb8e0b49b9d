"""What is typed is kept on the server before it is saved: it survives reload, log-out and a killed server.

The page sends the form two seconds after the last key (static/js/autosave.js). A draft belongs to its user and
to a key that the server has signed for that user, so that nobody fills the table with anything else.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime

from amc.web.forms import HelperMixin, UserFormMixin
from amc.web.models import Draft, OnceToken

if TYPE_CHECKING:
    from amc.staff.models import User

SALT = "amc.web.drafts"
MOST_BYTES = 200_000
MOST_OTHERS = 5
KEPT = dt.timedelta(days=90)
# Sent along with the form, but no part of what somebody typed.
_UNKEPT = frozenset({"csrfmiddlewaretoken", "once", "draft_key", "draft_revision", "draft_tab"})


class DraftTooLarge(Exception):
    """More than MOST_BYTES: it is not kept."""


class AlreadySaved(Exception):
    """The form has been saved since; the draft must not come back to life."""


@dataclass(frozen=True)
class SavedDraft:
    """What became of an attempt: `aside` says that another tab has the draft and this text is kept beside it."""

    revision: int
    at: dt.datetime
    aside: bool


def sign_key(user: "User", key: str) -> str:
    """The key as it stands in the user's page."""
    return signing.dumps([user.pk, key], salt=SALT, compress=True)


def read_key(user: "User", signed: str) -> str | None:
    """The key, if it was signed for this user; else None."""
    try:
        owner, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(key) if owner == user.pk else None


@transaction.atomic
def save_draft(user: "User", key: str, posted: QueryDict) -> SavedDraft:
    """Keep what was typed.

    `posted` has the form's fields and `draft_revision` (0 for a draft that the page has not seen),
    `draft_tab` (one UUID per showing of the page) and `once`. Where another tab has saved since that revision,
    its text stands and this one is kept beside it, so that the user can choose.
    Raises DraftTooLarge, and AlreadySaved when the form itself has been saved.
    """
    data = typed_in(posted)
    if len(json.dumps(data, ensure_ascii=False).encode()) > MOST_BYTES:
        raise DraftTooLarge
    _lock(user, key)
    once, tab = _uuid(posted.get("once")), _uuid(posted.get("draft_tab")) or uuid.uuid4()
    if once and OnceToken.objects.filter(token=once, user=user).exists():
        raise AlreadySaved
    draft = Draft.objects.filter(user=user, key=key).first()
    if draft is None:
        draft = Draft.objects.create(user=user, key=key, data=data, tab=tab)
        return SavedDraft(draft.revision, draft.updated_at, aside=False)
    if draft.tab != tab and str(draft.revision) != posted.get("draft_revision"):
        others = {str(tab): {"at": timezone.now().isoformat(), "data": data}} | {
            other: kept for other, kept in draft.others.items() if other != str(tab)
        }
        newest = sorted(others, key=lambda other: others[other]["at"], reverse=True)[:MOST_OTHERS]
        draft.others = {other: others[other] for other in newest}
        Draft.objects.filter(pk=draft.pk).update(others=draft.others)
        return SavedDraft(draft.revision, draft.updated_at, aside=True)
    draft.data, draft.tab, draft.revision = data, tab, draft.revision + 1
    draft.others.pop(str(tab), None)
    draft.save(update_fields=["data", "tab", "revision", "others", "updated_at"])
    return SavedDraft(draft.revision, draft.updated_at, aside=False)


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """The fields that a draft keeps: everything but the mechanics and passwords."""
    # PostgreSQL has no NUL in text.
    return {
        name: [value.replace("\0", "") for value in posted.getlist(name)]
        for name in posted
        if name.rsplit("-", 1)[-1] not in _UNKEPT and "password" not in name.lower()
    }


@transaction.atomic
def discard_draft(user: "User", key: str) -> bool:
    """Throw the draft away, with what is kept from other tabs; whether there was one."""
    _lock(user, key)
    deleted, _ = Draft.objects.filter(user=user, key=key).delete()
    return bool(deleted)


@transaction.atomic
def drop_saved(user: "User", key: str, tab: str, revision: str) -> None:
    """The form in `tab` has been saved: what was typed there goes, and what was typed in other tabs stays."""
    _lock(user, key)
    draft = Draft.objects.filter(user=user, key=key).first()
    if draft is None:
        return
    if str(draft.tab) != tab and str(draft.revision) != revision:
        if draft.others.pop(tab, None):
            Draft.objects.filter(pk=draft.pk).update(others=draft.others)
    elif draft.others:
        newest = max(draft.others, key=lambda other: draft.others[other]["at"])
        _choose(draft, newest)
    else:
        draft.delete()


@transaction.atomic
def swap_draft(user: "User", key: str, tab: str) -> bool:
    """Let the text from the tab `tab` be the draft, and keep the present one beside; whether there was one."""
    _lock(user, key)
    draft = Draft.objects.filter(user=user, key=key).first()
    if draft is None or tab not in draft.others:
        return False
    present = {str(draft.tab): {"at": draft.updated_at.isoformat(), "data": draft.data}}
    _choose(draft, tab)
    draft.others |= present
    draft.save(update_fields=["others"])
    return True


def _choose(draft: Draft, tab: str) -> None:
    chosen = draft.others.pop(tab)
    draft.data, draft.tab, draft.revision = chosen["data"], uuid.UUID(tab), draft.revision + 1
    draft.save(update_fields=["data", "tab", "revision", "others", "updated_at"])


def sweep_drafts() -> int:
    """Forget drafts that nobody has touched for 90 days; answers how many."""
    deleted, _ = Draft.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _lock(user: "User", key: str) -> None:
    """One at a time per draft, also when there is no row yet, so that a late autosave never outlives the save."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [key, user.pk])


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@dataclass(frozen=True)
class OtherText:
    """What was typed in another tab: its fields with labels, to be read and chosen."""

    tab: str
    at: dt.datetime
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class DraftNotice:
    """What the form says about the draft that it was opened with."""

    at: dt.datetime
    key: str
    others: list[OtherText]
    discard_url: str
    swap_url: str


class DraftFormMixin(UserFormMixin, HelperMixin):
    """A form that is kept while it is written: `JournalForm(user=request.user, draft_key="journal:<uuid>")`.

    A form opened with a draft shows it, and says so. When the form's action succeeds (amc.web.once), the draft
    goes in the same transaction.
    """

    draft_notice: DraftNotice | None = None

    def __init__(self, *args: Any, draft_key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft_key = draft_key
        draft = None if self.is_bound else Draft.objects.filter(user=self.user, key=draft_key).first()
        hidden = {
            "draft_key": sign_key(self.user, draft_key),
            "draft_revision": draft.revision if draft else 0,
            "draft_tab": uuid.uuid4,
        }
        for name, initial in hidden.items():
            field = forms.CharField(widget=forms.HiddenInput, required=False, initial=initial)
            self.fields[name] = field
        if draft:
            self.make_room(draft.data)
            self.initial = {**self.initial, **self._initial_from(draft.data)}
            self.draft_notice = self._notice(draft)

    def make_room(self, data: Mapping[str, Any]) -> None:
        """Called with what a draft holds before it is shown: for a form with as many fields as are used."""

    @property
    def autosave_url(self) -> str:
        """Where the page sends what is typed."""
        return reverse("draft_save")

    def drop_draft(self) -> None:
        """The form has been saved: its draft goes."""
        tab, revision = (self.data.get(self.add_prefix(name), "") for name in ("draft_tab", "draft_revision"))
        drop_saved(self.user, self.draft_key, tab, revision)

    def _initial_from(self, data: dict[str, list[str]]) -> dict[str, Any]:
        posted: MultiValueDict[str, str] = MultiValueDict(data)
        initial = {}
        for name, field in self.fields.items():
            key, widget = self.add_prefix(name), field.widget
            if name in _UNKEPT or isinstance(field, forms.FileField):
                continue
            if not widget.value_omitted_from_data(posted, {}, key):
                initial[name] = widget.value_from_datadict(posted, {}, key)
        return initial

    def _notice(self, draft: Draft) -> DraftNotice:
        others = []
        for tab, kept in draft.others.items():
            values = self._initial_from(kept["data"])
            shown = [
                (str(self[name].label), str(value))
                for name, value in values.items()
                if value and isinstance(value, str) and not self[name].is_hidden
            ]
            at = parse_datetime(kept["at"]) or draft.updated_at
            others.append(OtherText(tab, at, shown))
        key = sign_key(self.user, draft.key)
        return DraftNotice(draft.updated_at, key, others, reverse("draft_discard"), reverse("draft_swap"))
