"""What a participant seeks, the places that suit, and what becomes of the proposals."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.matching import actions
from amc.matching.facts import as_values, lists_on, matches_for, prefilled, said_of, said_with, sought, with_answers
from amc.matching.forms import AnswerForm, HearForm, ProposeForm, SeekingForm
from amc.matching.models import Opening, PlaceKind, Proposal, Seeking
from amc.matching.rules.changes import Said, differences
from amc.matching.rules.matching import MOST
from amc.matching.rules.openings import coming, first_possible
from amc.matching.rules.proposals import ACCEPTED, NEXT
from amc.obstacles import Obstacle, Refused
from amc.revisions import Stale
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.models import Enrolment, Participant
from participants.views.base import PersonForm, PersonMixin

TAB = "placements"
# How many places are shown, and after "visa fler".
FEW, MANY = 20, 100


def placing_url(proposal: Proposal) -> str:
    """The form of the placement that an accepted proposal becomes, with what the opening says filled in."""
    opening, person = proposal.opening, proposal.enrolment.participant
    first = first_possible(opening.starts_on, coming(opening.workplace.employer.opens_on, today()))
    names: dict[str, Any] = {"arbetsplats": opening.workplace.uuid, "fran": first, "till": opening.ends_on}
    names["timmar"] = opening.hours_per_week
    route = "internship_create" if opening.kind == PlaceKind.PRAKTIK else "employment_create"
    told = urlencode({name: str(value) for name, value in names.items() if value})
    return f"{reverse(route, args=[person.uuid])}?{told}"


class News:
    """What the kartläggning says today otherwise than `seeking`, which was read `with_answers`."""

    def __init__(self, seeking: Seeking) -> None:
        self.seeking = seeking
        self.lists = lists_on(today())
        self.said = said_with(seeking, self.lists)
        self.rows = differences(self.said, heard=seeking.heard, now=sought(seeking))

    @property
    def seen(self) -> str:
        """What tells one kartläggning from another."""
        return hashlib.sha256(json.dumps(self.said, sort_keys=True).encode()).hexdigest()[:16]

    def form(self, **kwargs: Any) -> HearForm:
        """The form that takes it over."""
        revision = self.seeking.revision
        return HearForm(news=self.rows, names=self.lists.names, revision=revision, seen=self.seen, **kwargs)


class PersonsPlaces(PersonMixin, PermittedMixin, TemplateView):
    """What the person seeks, where they are proposed, and the places that suit best, with the reasons."""

    template_name = "matching/person.html"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The best places; more of them when the address asks."""
        user, day = self.user, today()
        case = self.person["head"].open_enrolment
        seekings = with_answers(Seeking.objects.visible_to(user).filter(enrolment=case), user)
        related = ("wish_1", "wish_2", "wish_3", "home", "enrolment__participant")
        seeking = seekings.select_related(*related).first() if case else None
        proposals = list(
            Proposal.objects.visible_to(user)
            .filter(enrolment__participant=self.participant)
            .select_related("opening__workplace__employer", "enrolment__participant", "created_by")
            .order_by("-created_at", "-pk")
        )
        amount = MANY if self.request.GET.get("visa") == "fler" else FEW
        there = {row.opening_id for row in proposals}
        news = News(seeking) if seeking else None
        matches = matches_for(news.seeking, user, day, amount + len(there), news.lists) if news else []
        return super().get_context_data(
            seeking=seeking,
            hear=news.form() if news and news.rows and self.may_write else None,
            is_older=bool(news and news.rows),
            skills=", ".join(news.lists.names.get(code, code) for code in seeking.skills) if news and seeking else "",
            kinds=[PlaceKind(kind).label for kind in seeking.kinds] if seeking else [],
            proposals=[{"row": row, "url": self._placing(row), "goes_on": bool(NEXT[row.state])} for row in proposals],
            matches=[match for match in matches if match["opening"].pk not in there][:amount],
            more=amount == FEW and len(matches) >= FEW,
            most=MOST,
            judges=Permission.CASEWORK.granted_to(user),
            reads_places=Permission.READ_EMPLOYERS.granted_to(user),
            may_seek=self.may_write,
            **kwargs,
        )

    def _placing(self, row: Proposal) -> str:
        return placing_url(row) if row.state == ACCEPTED and self.may_write and row.enrolment.is_open else ""


class _PlacesForm(PersonForm):
    """A form that leads back to the person's places."""

    tab = TAB

    @property
    def cancel_url(self) -> str:
        """The person's places."""
        return reverse("participant_places", args=[self.participant.uuid])

    @cached_property
    def open_case(self) -> Enrolment:
        """The open case; 404 without one."""
        rows = Enrolment.objects.visible_to(self.user).filter(participant=self.participant, closed_on__isnull=True)
        return get_object_or_404(rows)


class SaySeeking(_PlacesForm):
    """What the participant seeks; the first time with what the kartläggning says filled in."""

    form_class = SeekingForm
    title = "Vad deltagaren söker"
    lead = "Det här är vad platserna rangordnas efter, och inget annat. Skriv inget om hälsa, brott eller bakgrund."
    verb = "Spara och visa platser"

    @cached_property
    def known(self) -> Seeking | None:
        """What is filled in."""
        return Seeking.objects.visible_to(self.user).filter(enrolment=self.open_case).first()

    def get_instance(self) -> Seeking:
        """That, or none yet."""
        return self.known or Seeking()

    @cached_property
    def said(self) -> Said:
        """What the kartläggning says."""
        return said_of(self.participant, self.user, lists_on(today()))

    def get_initial(self) -> dict[str, Any]:
        """What the kartläggning says, the first time."""
        return {} if self.known else prefilled(self.said, today())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether it is about somebody whom nobody may trace."""
        return super().get_form_kwargs() | {"protected": self.participant.is_protected}

    def act(self, form: Any) -> str:
        """Save it."""
        known = form.instance if self.known else None
        nowhere = {"home": None, "most_km": None} if self.participant.is_protected else {}
        actions.say_what_is_sought(
            self.open_case,
            seeking=known,
            revision=form.cleaned_data.get("revision", 0),
            said=None if known else self.said,
            **form.values() | nowhere,
        )
        messages.success(self.request, "Sparat. Här är platserna som passar bäst.")
        return self.cancel_url


class HearKartlaggning(_PlacesForm):
    """Take over what the kartläggning says anew, or keep what stands."""

    form_class = HearForm
    template_name = "matching/hear.html"
    title = "Kartläggningen har ändrats"

    @cached_property
    def seeking(self) -> Seeking:
        """What is sought; 404 while nobody has filled it in."""
        rows = with_answers(Seeking.objects.visible_to(self.user).filter(enrolment=self.open_case), self.user)
        return get_object_or_404(rows.select_related("wish_1", "wish_2", "wish_3", "enrolment__participant"))

    @cached_property
    def news(self) -> News:
        """What is new."""
        return News(self.seeking)

    def get_form(self, form_class: Any = None) -> HearForm:
        """The form, of what is new."""
        return self.news.form(**self.get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is anything."""
        return super().get_context_data(has_news=bool(self.news.rows), **kwargs)

    def act(self, form: Any) -> str:
        """Take over what is marked, or nothing."""
        taken = [] if form.cleaned_data["keep"] else form.cleaned_data["take"]
        values = as_values({name: self.news.said[name] for name in taken})
        revision = form.cleaned_data["revision"]
        try:
            actions.hear_kartlaggning(self.seeking, revision=revision, said=self.news.said, **values)
        except Stale as stale:
            text = "Någon annan har ändrat vad deltagaren söker sedan du öppnade sidan. Öppna den igen."
            raise Refused(Obstacle(None, text, "changed_meanwhile")) from stale
        words = "Det som kartläggningen säger är övertaget." if taken else "Det som stod är kvar."
        messages.success(self.request, words)
        return self.cancel_url


class CreateProposal(_PlacesForm):
    """Reserve a place for the participant, or note that it is offered."""

    form_class = ProposeForm
    title = "Föreslå en plats"
    lead = "En plats hålls för deltagaren. Inget lämnas ut till arbetsplatsen härifrån."
    verb = "Spara förslaget"

    def get_initial(self) -> dict[str, Any]:
        """The opening that the address names."""
        try:
            key = UUID(self.request.GET.get("plats", ""))
        except ValueError:
            return {}
        return {"opening": Opening.objects.visible_to(self.user).filter(uuid=key).first()}

    def act(self, form: Any) -> str:
        """Propose."""
        proposal = actions.propose(self.open_case, by=self.user, today=today(), **form.values())
        words = "reserverad" if proposal.state == Proposal.State.RESERVED else "erbjuden"
        messages.success(self.request, f"Platsen är {words}.")
        return self.cancel_url


class AnswerProposal(_PlacesForm):
    """What became of a proposal."""

    form_class = AnswerForm
    title = "Hur gick det?"

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal of the address; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = Proposal.objects.visible_to(self.user).filter(enrolment__participant__in=people)
        related = ("opening__workplace__employer", "enrolment__participant")
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Who is proposed."""
        return self.proposal.enrolment.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which place, and how it stands."""
        row = self.proposal
        where = f"{row.opening}, {row.opening.workplace}. Nu: {row.get_state_display().lower()}"
        return f"{where}. {row.reason}" if row.reason else f"{where}."

    def get_form_kwargs(self) -> dict[str, Any]:
        """The proposal as it stands."""
        return super().get_form_kwargs() | {"proposal": self.proposal}

    def act(self, form: Any) -> str:
        """Write what became of it; who has got the place is led on to the form of the placement."""
        row = actions.answer_proposal(self.proposal, today=today(), **form.values())
        if row.state == ACCEPTED:
            self.proposal.refresh_from_db()
            words = {"internship": "praktiken", "employment": "anställningen"}
            url = placing_url(self.proposal)
            what = words["internship" if self.proposal.opening.kind == PlaceKind.PRAKTIK else "employment"]
            messages.success(self.request, f"Platsen är tillsatt. Lägg in {what} här.")
            return url
        messages.success(self.request, "Sparat.")
        return self.cancel_url
