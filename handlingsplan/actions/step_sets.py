"""Writing sets of questions about steps: the set, its draft, and publishing it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from handlingsplan.models import ProgressQuestion, ProgressSet, ProgressVersion
from handlingsplan.step_rules import draft_obstacles, scale_ends, set_obstacles


@dataclass(frozen=True)
class SetValues:
    """What a set is besides its questions, by the names of ProgressSet; `from_sources` are codes of remittenter."""

    name: str
    every: int
    per: str
    first_days: int
    asks_participant: bool
    asks_consultant: bool
    by_default: bool
    from_sources: Sequence[str]

    def checked(self) -> dict[str, object]:
        """The values to keep. Raises Refused."""
        refuse_if(
            set_obstacles(
                every=self.every,
                first_days=self.first_days,
                asks_participant=self.asks_participant,
                asks_consultant=self.asks_consultant,
            )
        )
        return asdict(self) | {"name": self.name.strip(), "from_sources": list(self.from_sources)}


UP, DOWN = "up", "down"
GONE = Obstacle(None, "Utkastet finns inte längre: det är publicerat eller borttaget. Ladda om sidan.", "draft_gone")

CHANGED = Obstacle(None, "Utkastet har ändrats sedan du öppnade sidan. Läs igenom det och publicera sedan.", "changed")


def mark_of(draft: ProgressVersion) -> str:
    """How the draft stands: another word as soon as a text, a question or the order is changed. One query."""
    rows = draft.questions.order_by("order", "id").values_list("pk", "revision")
    return "-".join([f"{draft.number}.{draft.revision}", *(f"{key}.{revision}" for key, revision in rows)])


@transaction.atomic
def create_set(*, values: SetValues) -> ProgressSet:
    """A new set with an empty draft; nobody is asked before it is published. Raises Refused."""
    row = ProgressSet.objects.create(code=_set_code(), **values.checked())
    ProgressVersion.objects.create(set=row, number=1)
    return row


@transaction.atomic
def change_set(*, asked: ProgressSet, revision: int, values: SetValues, is_active: bool) -> ProgressSet:
    """Change what the set is called, when it is asked, who answers, whom it follows, and whether it is used.

    What it asks is changed in a draft. Raises Refused, and Stale on an older revision.
    """
    kept = values.checked() | {"is_active": is_active}
    for field, value in kept.items():
        setattr(asked, field, value)
    save_revised(asked, revision, kept)
    return asked


@transaction.atomic
def begin_draft(*, asked: ProgressSet) -> ProgressVersion:
    """The next version to write on, with the words of the latest; the draft that there is, where there is one."""
    _lock(asked)
    latest = asked.versions.order_by("-number").first()
    if latest is not None and latest.is_draft:
        return latest
    draft = ProgressVersion.objects.create(
        set=asked, number=latest.number + 1 if latest else 1, lead=latest.lead if latest else ""
    )
    copied = list(latest.questions.all()) if latest else []
    for row in copied:
        row.pk, row._state.adding = None, True
        row.version, row.revision = draft, 0
    ProgressQuestion.objects.bulk_create(copied)
    return draft


@transaction.atomic
def discard_draft(*, asked: ProgressSet) -> bool:
    """Throw the draft away, and the set with it where nothing of it was ever published; answers whether the set stands.
    Raises Refused when there is no draft."""
    draft = _draft(asked)
    draft.questions.all().delete()
    draft.delete()
    if asked.versions.exists():
        return True
    asked.follows.all().delete()
    asked.delete()
    return False


@transaction.atomic
def change_lead(*, asked: ProgressSet, revision: int, lead: str) -> ProgressVersion:
    """Change what stands before the questions of the draft. Raises Refused, and Stale on an older revision."""
    draft = _draft(asked)
    draft.lead = lead.strip()
    save_revised(draft, revision, ["lead"])
    return draft


@transaction.atomic
def publish(*, asked: ProgressSet, seen: str, by: User, now: dt.datetime) -> ProgressVersion:
    """Let the draft be the version that is asked from now on, as it stood when its `mark_of` was `seen`.

    Raises Refused.
    """
    draft = _draft(asked)
    if mark_of(draft) != seen:
        raise Refused(CHANGED)
    refuse_if(draft_obstacles(draft.questions.count()))
    draft.published_at, draft.published_by = now, by
    draft.save(update_fields=["published_at", "published_by"])
    return draft


@transaction.atomic
def add_question(
    *, asked: ProgressSet, own_wording: str, about_wording: str, scale: str, lowest_words: str, highest_words: str
) -> ProgressQuestion:
    """A question last in the draft, on the scale "1-5" or "0-10". Raises Refused."""
    draft = _draft(asked)
    lowest, highest = scale_ends(scale)
    return ProgressQuestion.objects.create(
        version=draft,
        code=_question_code(),
        order=draft.questions.count() + 1,
        own_wording=own_wording.strip(),
        about_wording=about_wording.strip(),
        lowest=lowest,
        highest=highest,
        lowest_words=lowest_words.strip(),
        highest_words=highest_words.strip(),
    )


@transaction.atomic
def change_question(
    *,
    question: ProgressQuestion,
    revision: int,
    own_wording: str,
    about_wording: str,
    scale: str,
    lowest_words: str,
    highest_words: str,
    is_new: bool = False,
) -> ProgressQuestion:
    """Change a question of the draft. With `is_new`, or on another scale than the one it was published with, it is
    another question, whose answers are not compared with those of before.

    Raises Refused, and Stale on an older revision.
    """
    asked = question.version.set
    draft = _draft(asked)
    row = _current(draft, question)
    lowest, highest = scale_ends(scale)
    known = ProgressQuestion.objects.filter(version__set=asked, code=row.code).exclude(version=draft)
    before = known.order_by("-version__number").first()
    if before is not None and (is_new or (before.lowest, before.highest) != (lowest, highest)):
        row.code = _question_code()
    row.own_wording, row.about_wording = own_wording.strip(), about_wording.strip()
    row.lowest, row.highest = lowest, highest
    row.lowest_words, row.highest_words = lowest_words.strip(), highest_words.strip()
    fields = ["code", "own_wording", "about_wording", "lowest", "highest", "lowest_words", "highest_words"]
    save_revised(row, revision, fields)
    return row


@transaction.atomic
def move_question(*, question: ProgressQuestion, direction: str) -> None:
    """Move a question of the draft one step "up" or "down". Raises Refused."""
    draft = _draft(question.version.set)
    rows = list(draft.questions.all())
    place = next((index for index, row in enumerate(rows) if row.pk == question.pk), None)
    if place is None:
        raise Refused(GONE)
    other = place + (-1 if direction == UP else 1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            ProgressQuestion.objects.filter(pk=row.pk).update(order=order)


@transaction.atomic
def remove_question(*, question: ProgressQuestion) -> None:
    """Take a question out of the draft; published versions keep theirs. Raises Refused."""
    draft = _draft(question.version.set)
    row = draft.questions.filter(pk=question.pk).first()
    if row is None:
        raise Refused(GONE)
    row.delete()


def _lock(asked: ProgressSet) -> None:
    """Nobody else writes on the set until the transaction ends."""
    if not ProgressSet.objects.select_for_update().filter(pk=asked.pk).exists():
        raise Refused(GONE)


def _draft(asked: ProgressSet) -> ProgressVersion:
    _lock(asked)
    draft = ProgressVersion.objects.filter(set=asked, published_at__isnull=True).first()
    if draft is None:
        raise Refused(GONE)
    return draft


def _current(draft: ProgressVersion, question: ProgressQuestion) -> ProgressQuestion:
    row = draft.questions.filter(pk=question.pk).first()
    if row is None:
        raise Stale(None)
    return row


def _set_code() -> str:
    """A word for addresses, which never say what somebody has written."""
    return f"s{uuid.uuid4().hex[:12]}"


def _question_code() -> str:
    return f"q{uuid.uuid4().hex[:12]}"
