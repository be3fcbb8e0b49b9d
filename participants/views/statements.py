"""Statements about a participant: asked for, received and sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.mixins import PermittedMixin
from participants.actions.statements import change_statement, link_statement, note_statement, send_statement
from participants.forms.statements import ChangeForm, SentForm, StatementForm
from participants.models import Consent, Disclosure, Enrolment, OutsideContact, Participant, Statement, StatementKind
from participants.views.base import PersonForm, PersonMixin


@dataclass
class Followed:
    """A statement as it stands, and what stood of it before, the latest first."""

    now: Statement
    before: list[Statement] = field(default_factory=list)


def followed(rows: Iterable[Statement]) -> list[Followed]:
    """The statements of `rows`, which are the latest first."""
    found: dict[Any, Followed] = {}
    for row in rows:
        if row.chain in found:
            found[row.chain].before.append(row)
        else:
            found[row.chain] = Followed(row)
    return list(found.values())


class StatementsView(PersonMixin, PermittedMixin, TemplateView):
    """The person's statements: those that are waited for first."""

    template_name = "participants/statements.html"
    tab = "kartlaggning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that the user may see; a sensitive one is not told of to others."""
        visible = Statement.objects.visible_to(self.user).filter(participant=self.participant)
        rows = followed(visible.select_related("kind", "author", "disclosure").order_by("-created_at", "-pk"))
        waited = [row for row in rows if row.now.direction == Statement.Direction.ASKED]
        others = [row for row in rows if row.now.direction != Statement.Direction.ASKED]
        waited.sort(key=lambda row: (row.now.due_on, row.now.pk))
        return super().get_context_data(waited=waited, others=others, today=today(), **kwargs)


class _StatementForm(PersonForm):
    """A form that leads back to the statements."""

    tab = "kartlaggning"
    template_name = "participants/sharing/form.html"

    @property
    def cancel_url(self) -> str:
        """The statements."""
        return reverse("statements", args=[self.participant.uuid])


class _NewStatement(_StatementForm):
    """A new one in the open case."""

    @cached_property
    def open_case(self) -> Enrolment:
        """The open case; 404 without one."""
        found: Enrolment | None = self.person["head"].open_enrolment
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """The case's contacts now; the sensitive kinds for those who work with the case."""
        contacts = OutsideContact.objects.visible_to(self.user).filter(enrolment=self.open_case, ended_on__isnull=True)
        return super().get_form_kwargs() | {"contacts": list(contacts), "kinds": self.kinds}

    @property
    def kinds(self) -> QuerySet[StatementKind]:
        """The kinds that the user may note."""
        rows = StatementKind.objects.filter(is_active=True)
        return rows if self.person["head"].works_with else rows.filter(sensitive=False)


class StatementCreateView(_NewStatement):
    """A statement is asked for, or has come."""

    form_class = StatementForm
    title = "Utlåtande begärt eller mottaget"
    lead = "Här står att det finns och var. Det som utlåtandet säger skriver du inte här."
    verb = "Spara utlåtandet"

    def act(self, form: StatementForm) -> Statement:
        """Note it."""
        row = note_statement(enrolment=self.open_case, by=self.user, today=today(), **form.said())
        messages.success(self.request, "Utlåtandet är antecknat.")
        return row


class StatementSendView(_NewStatement):
    """A statement was sent: it is disclosed in the same form, or was with a disclosure that is recorded already."""

    form_class = SentForm
    title = "Utlåtande skickat"
    lead = "Det är också ett utlämnande, med samtycke eller sekretessprövning. Du skriver det bara en gång."
    verb = "Spara utlåtandet"

    def get_draft_key(self) -> str:
        """One draft per person."""
        return f"statement:{self.kwargs['uuid']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The consents that hold now, or did a while ago, and the disclosures of the case that it may be."""
        rows = Consent.objects.visible_to(self.user).filter(participant=self.participant)
        works = self.person["head"].works_with
        told = Disclosure.objects.visible_to(self.user).unlinked_in(self.open_case)
        kwargs = {"consents": list(rows.lately_in_force(timezone.now())), "disclosures": list(told), "works": works}
        return super().get_form_kwargs() | kwargs

    def act(self, form: SentForm) -> Statement:
        """Note it, and disclose it where it is not disclosed already."""
        said, linked = form.cleaned_data, form.linked
        if linked:
            row = link_statement(
                enrolment=self.open_case,
                kind=said["kind"],
                disclosure=linked,
                reference=said["reference"],
                by=self.user,
                now=timezone.now(),
            )
            messages.success(self.request, "Utlåtandet är antecknat, med utlämnandet som fanns.")
            return row
        row = send_statement(enrolment=self.open_case, by=self.user, now=timezone.now(), **form.told())
        messages.success(self.request, "Utlåtandet och utlämnandet är antecknade.")
        return row


class StatementChangeView(_StatementForm):
    """What became of a statement, or a correction of what is said of it."""

    form_class = ChangeForm
    verb = "Spara"
    title = "Hur är det med utlåtandet?"

    @cached_property
    def statement(self) -> Statement:
        """How the statement of the address stands now; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = Statement.objects.visible_to(self.user).filter(participant__in=people)
        asked = get_object_or_404(rows, uuid=self.kwargs["uuid"])
        found = rows.filter(chain=asked.chain).select_related("participant", "kind", "author")
        return get_object_or_404(found.current())

    @cached_property
    def participant(self) -> Participant:
        """Whom it is about."""
        return self.statement.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which, and how it stands."""
        row = self.statement
        due = f", väntas senast {row.due_on}" if row.due_on else ""
        return f"{row.kind}: {row.party}. {row.get_direction_display()} {row.day}{due}. Det som stod står kvar."

    def get_form_kwargs(self) -> dict[str, Any]:
        """With how it stands."""
        return super().get_form_kwargs() | {"latest": self.statement}

    def get_initial(self) -> dict[str, Any]:
        """One that is waited for has come today; of others what stands."""
        row = self.statement
        told = {name: getattr(row, name) for name in ("direction", "day", "due_on", "reference", "party", "kind")}
        if row.direction == Statement.Direction.ASKED:
            told |= {"direction": Statement.Direction.RECEIVED, "day": today()}
        return told | {"seen": row.uuid}

    def act(self, form: ChangeForm) -> Statement:
        """Write the later row."""
        key = form.cleaned_data["seen"] or self.statement.uuid
        seen = Statement.objects.visible_to(self.user).filter(uuid=key, chain=self.statement.chain).first()
        row = change_statement(seen or self.statement, by=self.user, today=today(), **form.said())
        messages.success(self.request, "Utlåtandet är sparat.")
        return row
