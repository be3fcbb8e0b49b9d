"""The form of one area of the kartläggning, which shows both versions when two write at the same time."""

from collections.abc import Mapping
from typing import Any

from django import forms

from amc.revisions import Stale
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.stale import BOTH, THEIRS, Conflict, StaleNotice, compare
from participants.forms.cases import LONGEST_TEXT, needed
from participants.forms.facts import FactsMixin
from participants.models import EducationLevel, KartlaggningEntry

TEXTS = ("own_words", "assessment")


class AreaForm(DraftFormMixin, FactsMixin, ActionForm):
    """What is known in one area. `seen` is the entry that the writer began from; entries are never changed, so
    that it is still there to compare with when somebody else has written meanwhile."""

    own_words = forms.CharField(
        label="Med deltagarens egna ord",
        help_text="Skriv det ni har pratat om. Inget fält måste fyllas i.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    assessment = forms.CharField(
        label="Din bedömning", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_obstacle = forms.BooleanField(label="Är ett hinder för arbete just nu", required=False)
    # With the level that the page showed sent along: an untouched field never overwrites what somebody else chose.
    education_level = forms.ChoiceField(
        label="Utbildningsnivå",
        choices=EducationLevel.choices,
        required=False,
        show_hidden_initial=True,
        help_text="Den nivå som räknas i statistiken.",
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    stale: StaleNotice | None = None

    def __init__(self, *args: Any, latest: KartlaggningEntry | None, with_education: bool, **kwargs: Any) -> None:
        super().__init__(*args, known=latest.facts if latest else {}, **kwargs)
        self.latest = latest
        if not with_education:
            del self.fields["education_level"]
        self._lay_out(with_education)
        if self.is_bound and latest is not None:
            self._take_what_was_chosen(latest)
            self._lay_out(with_education)

    def make_room(self, data: Mapping[str, Any]) -> None:
        """For all rows of the draft."""
        self.add_rows(data)

    def _lay_out(self, with_education: bool) -> None:
        level = [needed("education_level")] * with_education
        self.helper = form_helper(needed("own_words"), needed("assessment"), *level, *self.fact_layout(), "is_obstacle")

    def chosen_level(self) -> str | None:
        """The level of education, where this user changed it."""
        return self.cleaned_data["education_level"] if "education_level" in self.changed_data else None

    def show_stale(self, stale: Stale) -> None:
        """Show what somebody else wrote beside what was typed; what only they changed is taken over."""
        now: Any = stale.current
        if not isinstance(now, KartlaggningEntry):
            raise stale
        seen = KartlaggningEntry.objects.filter(uuid=self.cleaned_data["seen"]).first()
        notice = StaleNotice(who=now.author.full_name, at=now.created_at)
        posted: dict[str, Any] = {"seen": str(now.uuid)}
        for name in TEXTS:
            theirs, mine = getattr(now, name), self.cleaned_data[name].replace("\r\n", "\n").strip()
            before = getattr(seen, name) if seen else ""
            if mine == theirs or theirs == before:
                continue
            label = str(self.fields[name].label)
            if mine == before:
                notice.taken.append(label)
                posted[name] = theirs
            else:
                notice.conflicts.append(Conflict(f"{name}-keep", label, *compare(theirs, mine), can_join=True))
        if now.is_obstacle != self.cleaned_data["is_obstacle"]:
            was = seen.is_obstacle if seen else False
            posted["is_obstacle"] = "on" if now.is_obstacle != was and now.is_obstacle else None
            if self.cleaned_data["is_obstacle"] != was:
                posted["is_obstacle"] = "on" if self.cleaned_data["is_obstacle"] else None
            else:
                notice.taken.append(str(self.fields["is_obstacle"].label))
        self.replace_posted(**posted)
        self.merge(now.facts, seen.facts if seen else {}, notice)
        self._lay_out("education_level" in self.fields)
        self.stale = notice

    def _take_what_was_chosen(self, latest: KartlaggningEntry) -> None:
        for name in TEXTS:
            choice, theirs = self.data.get(f"{name}-keep"), getattr(latest, name)
            if choice == THEIRS:
                self.replace_posted(**{name: theirs})
            elif choice == BOTH:
                self.replace_posted(**{name: f"{theirs}\n\n{self.data.get(name, '')}"})
        self.take_chosen(latest.facts)
