"""The kartläggning: all areas on one page, one at a time to write in."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.actions.kartlaggning import complete_area
from participants.forms.facts import flat
from participants.forms.kartlaggning import AreaForm
from participants.models import Competence, KartlaggningArea, KartlaggningEntry, Participant, Referral
from participants.rules.facts import (
    ASKED,
    EDUCATION,
    LANGUAGE,
    LANGUAGES,
    PARTICULARS,
    Facts,
    Told,
    particular,
    told,
    told_of_area,
    told_of_person,
)
from participants.views.base import PersonForm, PersonMixin

COMPETENCE = "kompetens"
MOST_CHANGES = 6


@dataclass(frozen=True)
class Suggestion:
    """What is known of an area before anybody has written in it, and whether it came with the referral."""

    told: tuple[Told, ...]
    facts: Facts
    from_referral: bool


@dataclass(frozen=True)
class Area:
    """An area as the reader sees it, its entries newest first; none of a fenced one."""

    area: KartlaggningArea
    fenced: bool
    entries: list[KartlaggningEntry]
    suggested: Suggestion | None = None
    # What is known now: what is kept with the person and belongs here, as it stands today, and the latest answers.
    told: tuple[Told, ...] = ()


def beside(participant: Participant, area: str, facts: Facts | None = None) -> tuple[Told, ...]:
    """The person's own particulars that belong to an area, as they are now; one that is unknown where `facts`, the
    latest entry's, tell of it."""
    kept = PARTICULARS.get(area)
    if kept is None:
        return ()
    told_of = kept.key in (facts or {})
    return tuple(told_of_person(area, particular(area, getattr(participant, kept.key), changed=told_of)))


def suggestion(participant: Participant, area: str, referral: Referral | None = None) -> Suggestion:
    """What the person's own particulars say of an area: the level of education, and the interpreter's language."""
    known = beside(participant, area)
    if area == LANGUAGE and known:
        facts = {LANGUAGES.key: [{"language": participant.interpreter_language}]}
        came = referral is not None and referral.interpreter_language == participant.interpreter_language
        return Suggestion(tuple(told(area, facts)), facts, came)
    came = referral is not None and referral.education_level == participant.education_level
    return Suggestion(known, {}, bool(known) and came)


class CompletingMixin(PersonMixin):
    """Who may complete the kartläggning: everybody who may read the case, specialists too, while it is open."""

    @property
    def may_complete(self) -> bool:
        """Whether there is an open case to write in."""
        return self.person["head"].open_enrolment is not None

    def shown(self, area: KartlaggningArea, entries: list[KartlaggningEntry], *, fenced: bool = False) -> Area:
        """An area as the user sees it; before anybody has written, with what is known of it already."""
        known = None
        if not entries and not fenced:
            known = suggestion(self.participant, area.code, self.enrolment.referral if self.enrolment else None)
        facts = entries[0].facts if entries else {}
        now = (*beside(self.participant, area.code, facts), *told_of_area(area.code, facts)) if entries else ()
        return Area(area, fenced, entries, known, now)


class KartlaggningView(CompletingMixin, PermittedMixin, TemplateView):
    """Every area with what is known, and what was known before."""

    template_name = "participants/kartlaggning.html"
    tab = "kartlaggning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Areas in order; a fenced one tells nothing, not even whether anything is written in it."""
        works = self.person["head"].works_with
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant)
        entries = list(visible.select_related("author", "area").order_by("-created_at", "-pk"))
        by_area: dict[int, list[KartlaggningEntry]] = {}
        for entry in entries:
            by_area.setdefault(entry.area_id, []).append(entry)
        areas = [
            self.shown(area, by_area.get(area.pk, []), fenced=area.sensitive and not works)
            for area in KartlaggningArea.objects.filter(is_active=True)
        ]
        own = max((entry.created_at for entry in entries if entry.author_id == self.user.pk), default=None)
        shown = {
            "areas": areas,
            "latest": [
                (entry, own is not None and entry.created_at > own and entry.author_id != self.user.pk)
                for entry in entries[:MOST_CHANGES]
            ],
            "known": sum(bool(area.entries) for area in areas),
            "open_areas": sum(not area.fenced for area in areas),
            "may_complete": self.may_complete,
        }
        return super().get_context_data(**(shown | kwargs))


class AreaView(CompletingMixin, PersonForm):
    """Write in one area, on a page of its own or, with htmx, in place."""

    permission = Permission.READ_CASES
    form_class = AreaForm
    tab = "kartlaggning"
    template_name = "participants/kartlaggning_area.html"
    verb = "Spara området"

    @cached_property
    def area(self) -> KartlaggningArea:
        """The area of the address."""
        return get_object_or_404(KartlaggningArea, code=self.kwargs["area"], is_active=True)

    @cached_property
    def latest(self) -> KartlaggningEntry | None:
        """What stands there now, as far as the user may see."""
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant, area=self.area)
        return visible.current().select_related("author").first()

    def get_form(self, form_class: Any = None) -> Any:
        """The form, for those who may write here: a fenced area and a closed case have none."""
        if not self.may_complete or (self.area.sensitive and not self.person["head"].works_with):
            raise Http404
        return super().get_form(form_class)

    def get_draft_key(self) -> str:
        """One draft per person and area."""
        return f"kartlaggning:{self.participant.uuid}:{self.area.code}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The area of education also sets the level that is counted."""
        listed = Competence.objects.visible_to(self.user).on(today())
        return super().get_form_kwargs() | {
            "with_education": self.area.code == EDUCATION,
            "latest": self.latest,
            "area": self.area.code,
            "codes": dict(listed.values_list("code", "name")) if self.area.code == COMPETENCE else {},
            "today": today(),
        }

    def get_initial(self) -> dict[str, Any]:
        """What stands there: it is completed, never started over."""
        latest = self.latest
        suggested = {} if latest else suggestion(self.participant, self.area.code).facts
        return flat(ASKED.get(self.area.code, ()), suggested or (latest.facts if latest else {})) | {
            "own_words": latest.own_words if latest else "",
            "assessment": latest.assessment if latest else "",
            "is_obstacle": latest.is_obstacle if latest else False,
            "education_level": self.participant.education_level,
            "seen": latest.uuid if latest else None,
        }

    def act(self, form: AreaForm) -> str:
        """Write, and set the level of education where that is the area."""
        told = form.cleaned_data
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant, area=self.area)
        complete_area(
            enrolment=self.case,
            area=self.area,
            own_words=told["own_words"],
            assessment=told["assessment"],
            is_obstacle=told["is_obstacle"],
            by=self.user,
            seen=visible.filter(uuid=told["seen"]).first() if told["seen"] else None,
            today=today(),
            education_level=form.chosen_level(),
            facts=form.facts(),
        )
        return f"{reverse('kartlaggning', args=[self.participant.uuid])}#{self.area.code}"

    def form_valid(self, form: Any) -> HttpResponse:
        """In place the area comes back as it now stands: moving to the same page's anchor would show nothing new."""
        response: HttpResponse = super().form_valid(form)
        if "HX-Redirect" not in response:
            return response
        self.participant.refresh_from_db(fields=["education_level"])
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant, area=self.area)
        entries = list(visible.select_related("author", "area").order_by("-created_at", "-pk"))
        shown = {
            "row": self.shown(self.area, entries),
            "participant": self.participant,
            "may_complete": True,
            "said": f"{self.area.name} är sparat.",
        }
        return render(self.request, "participants/_area.html", shown)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The area and what stands there."""
        shown = {"area": self.area, "title": self.area.name, "form_url": self.request.path}
        if self.latest is None:
            shown["suggested"] = suggestion(self.participant, self.area.code, self.case.referral)
        return super().get_context_data(**(shown | kwargs))
