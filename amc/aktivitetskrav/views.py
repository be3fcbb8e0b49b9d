"""The aktivitetskrav on the participant's page: what is asked, and week by week how it went."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.aktivitetskrav import actions, rules
from amc.aktivitetskrav.facts import Facts, full_time, read_facts
from amc.aktivitetskrav.forms import RequirementForm, WeekForm
from amc.aktivitetskrav.models import ActivityRequirement, ActivityWeek, BoardReport
from amc.calendar import today
from amc.staff.mixins import PermittedMixin
from amc.web.forms import ActionForm
from amc.web.templatetags.amc import plural
from handlingsplan.hours import ONE_DAY, WEEK, monday_before, planned_on, week_days
from participants.models import Participant
from participants.views.base import CaseForm, PersonForm, PersonMixin

WEEKS_SHOWN = 12
REST = "resten"
EARLIEST = dt.date(2020, 1, 6)


class RequirementPage(PersonMixin, PermittedMixin, TemplateView):
    """What is asked of somebody, and the sums of the latest weeks."""

    template_name = "aktivitetskrav/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each requirement; each week in which something was asked, the latest first."""
        day, case = today(), self.case
        this = monday_before(day)
        first = this - (WEEKS_SHOWN - 1) * WEEK
        facts = read_facts(case, first, this + WEEK, today=day)
        mondays = [this - number * WEEK for number in range(WEEKS_SHOWN)]
        weeks = [
            {"sum": total, "url": reverse("requirement_week", args=[case.uuid, total.monday.isoformat()])}
            for total in (facts.week(monday) for monday in mondays)
            if total.asked
        ]
        against = actions.standing_in_the_way(case)
        reports = BoardReport.objects.visible_to(self.user).filter(enrolment=case)
        return super().get_context_data(
            case=case,
            requirements=facts.requirements,
            against=against[0].message if against else "",
            weeks=weeks,
            reports=list(reports.select_related("disclosure", "corrects__disclosure")),
            **kwargs,
        )


class AddRequirement(CaseForm):
    """Something is asked of somebody from now on."""

    form_class = RequirementForm
    title = "Nytt aktivitetskrav"
    verb = "Spara kravet"
    template_name = "aktivitetskrav/new.html"
    lead = "Normalt krävs heltid. Planerade timmar räknas ur planen, grupperna och placeringarna."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why nothing can be asked in the case, where that is so."""
        against = actions.standing_in_the_way(self.enrolment)
        return super().get_context_data(**({"against": against[0].message if against else ""} | kwargs))

    @property
    def cancel_url(self) -> str:
        """The weeks."""
        return reverse("participant_requirement", args=[self.participant.uuid])

    def get_instance(self) -> ActivityRequirement:
        """A row for the form to fill."""
        return ActivityRequirement(enrolment=self.enrolment)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What full time is."""
        return super().get_form_kwargs() | {"full_time": full_time()}

    def get_initial(self) -> dict[str, Any]:
        """Full time, from this Monday."""
        first = max(monday_before(today()), self.enrolment.opened_on)
        return {"first_day": first, "hours_per_week": rules.plain(full_time())}

    def act(self, form: Any) -> str:
        """Ask it."""
        actions.require(self.enrolment, by=self.user, **form.values())
        messages.success(self.request, "Aktivitetskravet är sparat.")
        return self.cancel_url


class EditRequirement(PersonForm):
    """What is asked is changed, or ends."""

    form_class = RequirementForm
    title = "Ändra aktivitetskravet"
    verb = "Spara kravet"
    lead = "Ändras måttet från en viss dag: sätt en sista dag här, och lägg in ett nytt krav från dagen efter."

    @cached_property
    def requirement(self) -> ActivityRequirement:
        """The requirement of the address."""
        rows = ActivityRequirement.objects.visible_to(self.user).select_related("enrolment__participant")
        people = Participant.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Of whom it is asked."""
        return self.requirement.enrolment.participant

    @property
    def cancel_url(self) -> str:
        """The weeks."""
        return reverse("participant_requirement", args=[self.participant.uuid])

    def get_instance(self) -> ActivityRequirement:
        """A row of its own for the form to fill."""
        return ActivityRequirement.objects.select_related("enrolment").get(pk=self.requirement.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What full time is."""
        return super().get_form_kwargs() | {"full_time": full_time()}

    def act(self, form: Any) -> str:
        """Save it."""
        actions.change_requirement(form.instance, form.cleaned_data["revision"], **form.values())
        messages.success(self.request, "Aktivitetskravet är ändrat.")
        return self.cancel_url


class FillWeek(CaseForm):
    """A week: what is asked, planned and attended, and a form to fill it in."""

    form_class = WeekForm
    template_name = "aktivitetskrav/week.html"

    @cached_property
    def monday(self) -> dt.date:
        """The Monday of the address; 404 for another day, or none."""
        try:
            day = dt.date.fromisoformat(self.kwargs["day"])
        except ValueError:
            raise Http404 from None
        if day.weekday() or not EARLIEST <= day <= today() + 60 * WEEK or day.isoformat() != self.kwargs["day"]:
            raise Http404
        return day

    @cached_property
    def facts(self) -> Facts:
        """What is known of the week."""
        return read_facts(self.enrolment, self.monday, self.monday + 6 * ONE_DAY, today=today())

    @property
    def cancel_url(self) -> str:
        """All weeks."""
        return reverse("participant_requirement", args=[self.participant.uuid])

    def address(self, monday: dt.date) -> str:
        """Where another week of the case is."""
        return reverse("requirement_week", args=[self.enrolment.uuid, monday.isoformat()])

    def get_instance(self) -> ActivityWeek:
        """The week, or one that nobody has filled in."""
        return self.facts.weeks.get(self.monday) or ActivityWeek(enrolment=self.enrolment, monday=self.monday)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is filled in, and what is planned."""
        planned = {day: planned_on(day, self.facts.spans) for day in week_days(self.monday)}
        return super().get_form_kwargs() | {"rows": self.facts.days, "planned": planned}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sums, where the hours come from, and the days of the form."""
        shown = super().get_context_data(**kwargs)
        day, form, week = today(), shown["form"], self.facts.weeks.get(self.monday)
        days = week_days(self.monday)
        bulk = [row for row in self.facts.days.values() if row.in_bulk]
        return shown | {
            "case": self.enrolment,
            "monday": self.monday,
            "sum": self.facts.week(self.monday),
            "asked": any(one.on(one_day) for one in self.facts.asked for one_day in days),
            "spans": [one for one in self.facts.spans if any(one.on(one_day) for one_day in days)],
            "sessions": self.facts.met,
            "has_placed": any(one.placement for one in self.facts.spans),
            "days": [self._shown(form, number, one, day) for number, one in enumerate(days)],
            "before": self.address(self.monday - WEEK),
            "after": self.address(self.monday + WEEK),
            "rest": REST,
            "undo": reverse("requirement_week_undo", args=[week.uuid]) if week and bulk else "",
            "in_bulk": len(bulk),
        }

    @staticmethod
    def _shown(form: Any, number: int, day: dt.date, now: dt.date) -> dict[str, Any]:
        fields = {name: form[f"{name}_{number}"] for name in ("planned", "attended", "absence")}
        return fields | {"day": day, "coming": day > now, "fields": list(fields.values())}

    def act(self, form: Any) -> str:
        """Fill it in; the other button says that the rest went as planned."""
        rest = REST in self.request.POST
        actions.fill_week(
            self.enrolment,
            self.monday,
            form.cleaned_data.get("revision") or 0,
            form.days(),
            rest_as_planned=rest,
            by=self.user,
            now=timezone.now(),
        )
        messages.success(self.request, f"Vecka {self.monday.isocalendar().week} är sparad.")
        return self.address(self.monday)


class EmptyBulk(PersonForm):
    """Take back "som planerat", when asked."""

    form_class = ActionForm
    title = "Ångra ”som planerat”?"
    verb = "Töm de dagarna"

    @cached_property
    def week(self) -> ActivityWeek:
        """The week of the address."""
        rows = ActivityWeek.objects.visible_to(self.user).select_related("enrolment__participant")
        people = Participant.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose week it is."""
        return self.week.enrolment.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which days."""
        count = self.week.days.filter(in_bulk=True).count()
        return f"Vecka {self.week.monday.isocalendar().week}: {plural(count, 'dag', 'dagar')} töms och fylls i igen."

    @property
    def cancel_url(self) -> str:
        """The week."""
        return reverse("requirement_week", args=[self.week.enrolment.uuid, self.week.monday.isoformat()])

    def act(self, form: ActionForm) -> str:
        """Empty them."""
        count = actions.empty_bulk(self.week, by=self.user, now=timezone.now())
        messages.success(self.request, f"{plural(count, 'dag', 'dagar')} är tömda.")
        return self.cancel_url
