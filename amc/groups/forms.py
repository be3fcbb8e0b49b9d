"""The forms of groups."""

from typing import Any

from django import forms
from django.utils.html import format_html

from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.groups.rules import MOST_SESSIONS, NOT_TO_CHOOSE
from amc.staff.models import User
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput, TimeInput
from handlingsplan.models import ActivityKind
from participants.models import Enrolment


class GroupForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """What the group does, and when."""

    class Meta:
        model = GroupActivity
        fields = ["name", "kind", "starts_on", "ends_on", "hours_per_week", "led_by"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        labels = {"name": "Vad gör gruppen?", "led_by": "Leds av"}
        help_texts = {
            "name": "Så står aktiviteten i deltagarnas planer, till exempel: CV-kurs.",
            "hours_per_week": "Följer med till planerna.",
        }

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ActivityKind.objects.filter(is_active=True)
        if self.instance.pk:
            kinds = kinds | ActivityKind.objects.filter(pk=self.instance.kind_id)
        for name, rows, nothing in (("kind", kinds, "Välj slag"), ("led_by", colleagues, "Ingen vald")):
            field: Any = self.fields[name]
            field.queryset, field.empty_label = rows, nothing
        self.helper = form_helper("name", "kind", Pair("starts_on", "ends_on"), Pair("hours_per_week", "led_by"))


class _People(forms.ModelMultipleChoiceField):
    chooser: Any = None

    def label_from_instance(self, obj: Any) -> str:
        """Name and case number; a colleague's case says whose."""
        others = obj.consultant and obj.consultant != self.chooser
        whose = f", {obj.consultant.full_name}" if others else ""
        return format_html(
            '{} <span class="quiet"><span class="tnum">{}</span>{}</span>',
            obj.participant.full_name,
            obj.case_number,
            whose,
        )


class MembersForm(ActionForm):
    """Who comes into the group, and from when."""

    people = _People(
        queryset=Enrolment.objects.none(),
        to_field_name="uuid",
        label="Deltagare",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst en deltagare.",
            "invalid_choice": NOT_TO_CHOOSE.message,
            "invalid_pk_value": NOT_TO_CHOOSE.message,
        },
    )
    joined_on = forms.DateField(label="Med från och med", widget=DateInput)
    into_plans = forms.BooleanField(
        label="Lägg aktiviteten i allas planer",
        help_text="Den läggs i ett utkast, som du och deltagaren kommer överens om som vanligt.",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, candidates: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset, people.chooser = candidates, by


class LeaveForm(ActionForm):
    """When somebody leaves."""

    last_day = forms.DateField(label="Sista dag i gruppen", widget=DateInput)


class SessionsForm(ActionForm):
    """When the group meets, and how many weeks in a row."""

    held_on = forms.DateField(label="Dag", widget=DateInput)
    starts_at = forms.TimeField(label="Från klockan", widget=TimeInput)
    ends_at = forms.TimeField(label="Till klockan", widget=TimeInput)
    times = forms.IntegerField(
        label="Antal tillfällen",
        help_text="Fler än ett: samma veckodag och tid, vecka efter vecka.",
        min_value=1,
        max_value=MOST_SESSIONS,
        initial=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Pair("held_on", "times"), Pair("starts_at", "ends_at"))


class _MembersFields(ActionForm):
    """A field for each of `members`; what is filled in of `instance`, a session, is chosen."""

    def __init__(self, *args: Any, instance: GroupSession, members: list[GroupMember], **kwargs: Any) -> None:
        self.instance, self.members = instance, members
        super().__init__(*args, **kwargs)
        self.noted = self.noted_at(instance)
        for member in members:
            self.fields[self.name_of(member)] = forms.ChoiceField(
                label=member.enrolment.participant.full_name,
                choices=Attendance.State.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=self.noted[self.name_of(member)],
            )

    @staticmethod
    def name_of(member: GroupMember) -> str:
        """The name of the member's field."""
        return f"p_{member.uuid.hex}"

    def noted_at(self, session: GroupSession) -> dict[str, str]:
        """What is filled in now, by the names of the fields; empty where nothing is."""
        rows = Attendance.objects.filter(session=session, member__in=self.members)
        states = dict(rows.values_list("member", "state"))
        return {self.name_of(member): states.get(member.pk, "") for member in self.members}


class AttendanceForm(StaleFormMixin, _MembersFields):
    """Who came to a session."""

    def _values_of(self, instance: Any) -> dict[str, Any]:
        values = self.noted if instance is self.instance else self.noted_at(instance)
        for name, value in values.items():
            setattr(instance, name, value)
        return values

    def states(self) -> dict[GroupMember, str]:
        """What was chosen for each; empty where nothing was."""
        return {member: self.cleaned_data.get(self.name_of(member), "") for member in self.members}

    @property
    def rows(self) -> list[Any]:
        """The fields to show, in the order of names."""
        return [self[self.name_of(member)] for member in self.members]
