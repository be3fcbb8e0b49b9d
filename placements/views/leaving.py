"""A supervisor who leaves."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.staff.access import Permission
from placements import actions
from placements.elsewhere import led_elsewhere
from placements.forms.leaving import LeaveForm
from placements.models import Supervision, Supervisor
from placements.rules.verdict import ACKNOWLEDGED
from placements.views.employers import EmployerFormView
from placements.views.supervisors import SupervisorMixin


class SupervisorLeave(SupervisorMixin, EmployerFormView):
    """The last day, and who takes over whom."""

    permission = Permission.CASEWORK
    form_class = LeaveForm
    template_name = "placements/leaving.html"
    verb = "Spara"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Who leaves."""
        return f"{self.supervisor} slutar"

    @cached_property
    def supervisions(self) -> list[Supervision]:
        """Whom they lead now or are to lead, as far as the user may see."""
        rows = Supervision.objects.visible_to(self.user).filter(
            supervisor=self.supervisor, period__endswith__gt=today()
        )
        places = ("employment__workplace", "employment__employer", "internship__workplace__employer")
        return list(rows.select_related("enrolment__participant", *places).order_by("period", "pk"))

    def get_instance(self) -> Supervisor:
        """The supervisor."""
        return self.supervisor

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who are to be handed over."""
        people = [row.enrolment.participant_id for row in self.supervisions]
        record_reading(self.request, ReadLog.Kind.LISTED, people)
        return super().get_form_kwargs() | {"supervisions": self.supervisions}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what other units have, as numbers and whom to tell."""
        return super().get_context_data(elsewhere=led_elsewhere(self.supervisor, today(), self.user), **kwargs)

    def act(self, form: Any) -> Supervisor:
        """Hand over; what other units have after the day has to be told there."""
        values = form.cleaned_data
        # Asked for before it is saved: the last day ends what other units have, too.
        after = values["last_day"] + dt.timedelta(days=1)
        elsewhere = led_elsewhere(self.supervisor, after, self.user)
        ended = actions.leave_supervisor(
            form.instance,
            revision=values["revision"],
            last_day=values["last_day"],
            successor=values.get("supervisor"),
            successors=form.successors(),
            by=self.user,
            today=today(),
            acknowledged=values[ACKNOWLEDGED],
        )
        text = f"{self.supervisor} slutar {values['last_day']}."
        if ended:
            text += f" {len(ended)} handledarskap avslutas den dagen."
        messages.success(self.request, text)
        if elsewhere:
            told = "; ".join(one.words for one in elsewhere)
            messages.warning(self.request, f"Ingen leder från {after}: {told}. Hör av dig dit.")
        return self.supervisor
