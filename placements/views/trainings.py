"""The trainings of supervisors: entered, corrected and struck."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse

from amc.calendar import today
from amc.staff.access import Permission
from placements import actions
from placements.forms.trainings import TrainingForm, WithdrawTrainingForm
from placements.models import Supervision, Supervisor, SupervisorTraining
from placements.rules.training import lacks
from placements.views.employers import EmployerFormView


@dataclass(frozen=True)
class ShownTraining:
    """A training with what is to be said of it today: a word, and the tone of its chip."""

    row: SupervisorTraining
    word: str
    tone: str


def trainings_of(supervisor: Supervisor) -> dict[str, Any]:
    """What placements/_trainings.html shows: the trainings that count, the latest first, and those that are struck."""
    day = today()
    rows = list(supervisor.trainings.select_related("noted_by", "withdrawn_by"))
    standing = [row for row in rows if row.withdrawn_on is None]
    shown = [
        ShownTraining(row, "Har slutat gälla", "soon") if lacks(row, day) else ShownTraining(row, "Gäller", "done")
        for row in standing
    ]
    return {"trainings": shown, "struck_trainings": [row for row in rows if row.withdrawn_on]}


class TrainingCreate(EmployerFormView):
    """A new training of a supervisor. The address may say from which supervision somebody came, to be led back."""

    form_class = TrainingForm
    verb = "Lägg in utbildningen"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Whose."""
        return f"Ny utbildning för {self.supervisor}"

    @cached_property
    def supervisor(self) -> Supervisor:
        """The supervisor of the address."""
        return get_object_or_404(Supervisor.objects.visible_to(self.user), uuid=self.kwargs["uuid"])

    @property
    def back_url(self) -> str:
        """The supervision that somebody came from, or the supervisor's page."""
        try:
            key = UUID(self.request.GET.get("handledarskap", ""))
        except ValueError:
            return self.supervisor.get_absolute_url()
        rows = Supervision.objects.visible_to(self.user).filter(uuid=key, supervisor=self.supervisor)
        if Permission.CASEWORK.granted_to(self.user) and rows.exists():
            return reverse("supervision_untrained", args=[key])
        return self.supervisor.get_absolute_url()

    def act(self, form: Any) -> str:
        """Enter it."""
        actions.register_training(self.supervisor, by=self.user, today=today(), **form.values())
        messages.success(self.request, f"Utbildningen är inlagd för {self.supervisor}.")
        return self.back_url


class _OfTraining(EmployerFormView):
    """A form about one training."""

    @cached_property
    def training(self) -> SupervisorTraining:
        """The training of the address; one that is struck is only read of."""
        rows = SupervisorTraining.objects.visible_to(self.user).standing().select_related("supervisor", "noted_by")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def back_url(self) -> str:
        """The supervisor's page."""
        return self.training.get_absolute_url()


class TrainingChange(_OfTraining):
    """Correct a training."""

    form_class = TrainingForm
    heading = "Ändra utbildningen"
    verb = "Spara ändringarna"

    def get_instance(self) -> SupervisorTraining:
        """The training."""
        return self.training

    def act(self, form: Any) -> SupervisorTraining:
        """Save."""
        revision = form.cleaned_data["revision"]
        return actions.change_training(form.instance, revision=revision, today=today(), **form.values())


class TrainingWithdraw(_OfTraining):
    """Strike a training that was entered by mistake."""

    template_name = "placements/training_withdraw.html"
    form_class = WithdrawTrainingForm
    heading = "Stryk utbildningen"
    verb = "Stryk"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the training above the form."""
        return super().get_context_data(training=self.training, **kwargs)

    def act(self, form: Any) -> SupervisorTraining:
        """Strike it."""
        row = actions.withdraw_training(self.training, why=form.cleaned_data["why"], by=self.user, today=today())
        messages.success(self.request, "Utbildningen är struken.")
        return row
