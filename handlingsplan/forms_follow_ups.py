"""The forms of follow-ups, and the filters of their list."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from amc.staff.models import Role, Team, User
from amc.web.drafts import DraftFormMixin
from amc.web.filters import AppliedLast, FilterSet
from amc.web.forms import MECHANICS, ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput, DateTimeInput
from handlingsplan.models import FollowUp, FollowUpQuestion
from handlingsplan.querysets import FollowUpQuerySet
from participants.forms.meetings import Promises, PromisesMixin
from participants.models import CaseAssignment, Meeting

LONGEST_TEXT = 20_000
ANSWER = "fraga_"
FENCED = "Känsligt: syns bara för dem som arbetar i ärendet, och kommer aldrig med i journalen eller i en kopia."


def meeting_words(meeting: Meeting) -> str:
    """ "Trepartssamtal 2026-12-03 10:00"."""
    return f"{meeting.get_kind_display()} {timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"


def _answer_field(question: FollowUpQuestion) -> forms.CharField:
    help_text = f"{question.help_text} {FENCED}".strip() if question.sensitive else question.help_text
    return forms.CharField(
        label=question.wording,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
    )


class PlanFollowUpForm(ActionForm):
    """A new follow-up."""

    kind = forms.ChoiceField(
        label="Vad följs upp?",
        choices=[(FollowUp.Kind.PLAN, "Planen"), (FollowUp.Kind.PRAKTIK, "En praktik")],
        initial=FollowUp.Kind.PLAN,
        required=False,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(label="Senast", help_text="Sista dagen den ska hållas.", widget=DateInput)
    booked_at = forms.DateTimeField(label="Bokad tid", required=False, widget=DateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("kind", Pair("due_on", "booked_at"))

    def clean_kind(self) -> str:
        """The plan, where nothing is said."""
        return self.cleaned_data["kind"] or FollowUp.Kind.PLAN


class BookFollowUpForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """A time for a follow-up; its last day, too, where no AMI sets it."""

    class Meta:
        model = FollowUp
        fields = ["meeting", "booked_at", "due_on"]
        widgets = {"booked_at": DateTimeInput, "due_on": DateInput}
        labels = {"meeting": "Möte som redan är bokat", "booked_at": "Bokad tid", "due_on": "Senast"}

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.to_field_name, field.queryset, field.empty_label = "uuid", meetings, "Inget möte"
        field.label_from_instance = meeting_words
        self.initial["meeting"] = self.instance.meeting
        if meetings:
            self.fields["booked_at"].help_text = "Bara om det inte är något möte, utan till exempel ett samtal."
        else:
            del self.fields["meeting"]
        if self.instance.kind == FollowUp.Kind.AMI_YEARLY:
            del self.fields["due_on"]
            self.fields["booked_at"].help_text += f" Ska hållas senast {self.instance.due_on}."


class HoldFollowUpForm(DraftFormMixin, StaleFormMixin, RuledMixin, PromisesMixin, ActionModelForm):
    """When it was held, who took part, what was said to the questions of its kind, what was agreed, and the next date.

    `questions` are those to ask; a sensitive one only of somebody who works with the case. With the `meeting` where it
    is held it also asks what was promised there.
    """

    attendees = forms.MultipleChoiceField(
        label="Vilka deltog?",
        choices=FollowUp.Attendee,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Markera vilka som deltog."},
    )
    agreed = forms.CharField(
        label="Det här kom ni överens om",
        error_messages={"required": "Skriv vad ni kom överens om."},
        help_text="Texten blir också en anteckning i journalen. Du behöver inte skriva den igen.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    next_on = forms.DateField(
        label="Nästa uppföljning senast", required=False, widget=DateInput, help_text="Tomt om ingen ska planeras nu."
    )

    class Meta:
        model = FollowUp
        fields = ["held_on", "attendees", "agreed"]
        widgets = {"held_on": DateInput}
        labels = {"held_on": "När hölls den?"}

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        next_on: dt.date | None,
        questions: Sequence[FollowUpQuestion] = (),
        meeting: Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        self.questions, self.meeting = questions, meeting
        super().__init__(*args, **kwargs)
        self._ask()
        invited = {FollowUp.Attendee.DELTAGARE, FollowUp.Attendee.KONSULENT, *self.chosen_parties()}
        usual = [code for code in FollowUp.Attendee.values if code in invited]
        self.initial = {"held_on": today, "attendees": usual, "next_on": next_on} | {
            name: value for name, value in self.initial.items() if value not in (None, [])
        }
        self.fields["held_on"].required = True
        if self.instance.kind == FollowUp.Kind.AMI_YEARLY:
            del self.fields["next_on"]
        if meeting:
            asked = [name for name in self.fields if name not in MECHANICS]
            self.add_promises()
            self.helper = form_helper(*asked, Group("Åtaganden", Promises()))

    def clean(self) -> dict[str, Any]:
        """What was promised is whole."""
        values = super().clean() or self.cleaned_data
        if self.meeting:
            self.check_promises(values)
        return values

    def chosen_parties(self) -> dict[str, str]:
        """Those whom the meeting names."""
        return {row.party: row.name for row in self.meeting.parties.all()} if self.meeting else {}

    def _ask(self) -> None:
        """A field for each question, before what was agreed."""
        asked = {f"{ANSWER}{row.code}": _answer_field(row) for row in self.questions}
        self.fields |= asked
        self.order_fields(["held_on", "attendees", *asked, "agreed", "next_on"])

    def values(self) -> dict[str, Any]:
        """What the action takes: the answers by the codes of their questions."""
        names = ("held_on", "attendees", "agreed", "next_on")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        answers = {row.code: self.cleaned_data[f"{ANSWER}{row.code}"] for row in self.questions}
        return values | {"answers": answers, "promises": self.promises()}


class CancelFollowUpForm(StaleFormMixin, ActionModelForm):
    """Why it is cancelled."""

    reason = forms.CharField(label="Varför ställs den in?", max_length=300)

    class Meta:
        model = FollowUp
        fields: list[str] = []


class FollowUpFilter(FilterSet):
    """Which follow-ups the list shows; one's own and the open ones unless asked otherwise."""

    visa = AppliedLast(
        label="Visa",
        empty_label="Öppna",
        choices=[
            ("forsenade", "Försenade"),
            ("kommande", "Kommande"),
            ("genomforda", "Genomförda"),
            ("installda", "Inställda"),
        ],
    )
    vems = AppliedLast(label="Vems", empty_label="Mina", choices=[("alla", "Alla")])
    slag = django_filters.ChoiceFilter(
        label="Slag", field_name="kind", empty_label="Alla slag", choices=FollowUp.Kind.choices
    )
    team = django_filters.ModelChoiceFilter(
        label="Team", field_name="enrolment__team", empty_label="Alla team", queryset=Team.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: User = self.request.user
        self.filters["team"].field.queryset = Team.objects.filter(unit=user.unit_id)
        self.manager = user.has_role(Role.ENHETSCHEF)
        if self.manager:
            field = self.filters["vems"].field
            field.empty_label, field.choices = "Alla", [("mina", "Mina")]

    def filter_queryset(self, queryset: FollowUpQuerySet) -> FollowUpQuerySet:
        """The filters, and what empty means for whose and which."""
        queryset = super().filter_queryset(queryset)
        whose = self.form.cleaned_data["vems"] or ("alla" if self.manager else "mina")
        today = timezone.localdate()
        if whose == "mina":
            # As in the list of participants: also of those whom one stands in for, or takes part in, today.
            parts = CaseAssignment.objects.filter(user=self.request.user, period__contains=today)
            own = Q(enrolment__consultant=self.request.user) | Q(enrolment__in=parts.values("enrolment"))
            queryset = queryset.filter(own)
        match self.form.cleaned_data["visa"]:
            case "forsenade":
                return queryset.due_before(today)
            case "kommande":
                return queryset.open().filter(due_on__gte=today)
            case "genomforda":
                return queryset.filter(held_on__isnull=False)
            case "installda":
                return queryset.filter(cancelled_at__isnull=False)
        return queryset.open()
