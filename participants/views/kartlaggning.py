"""The kartläggning: all areas on one page, one at a time to write in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.revisions import Stale
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.actions.kartlaggning import complete_area
from participants.forms.cases import AreaForm
from participants.models import KartlaggningArea, KartlaggningEntry
from participants.views.base import PersonForm, PersonMixin

EDUCATION = "utbildning"


class KartlaggningView(PersonMixin, PermittedMixin, TemplateView):
    """Every area with what is known, and what was known before."""

    template_name = "participants/kartlaggning.html"
    tab = "kartlaggning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Areas in order; a fenced one tells nothing, not even whether anything is written in it."""
        works = self.person["head"].works_with
        entries: dict[int, list[KartlaggningEntry]] = {}
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant)
        for entry in visible.select_related("author").order_by("-created_at", "-pk"):
            entries.setdefault(entry.area_id, []).append(entry)
        areas = [
            {
                "area": area,
                "fenced": area.sensitive and not works,
                "current": entries.get(area.pk, [None])[0],
                "earlier": entries.get(area.pk, [])[1:],
            }
            for area in KartlaggningArea.objects.filter(is_active=True)
        ]
        newest = max((rows[0].created_at for rows in entries.values()), default=None)
        return super().get_context_data(
            areas=areas,
            newest=newest,
            known=sum(1 for row in areas if row["current"]),
            open_areas=sum(1 for row in areas if not row["fenced"]),
            **kwargs,
        )


class AreaView(PersonForm):
    """Write in one area."""

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

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A fenced area is closed to those who do not work with the case."""
        if Permission.CASEWORK.granted_to(request.user) and (
            not self.may_write or (self.area.sensitive and not self.person["head"].works_with)
        ):
            return self.render_closed()
        return super().dispatch(request, *args, **kwargs)

    def render_closed(self) -> HttpResponse:
        """Say why it cannot be written in."""
        self.template_name = "participants/kartlaggning_closed.html"
        context = self.person | {"area": self.area, "may_write": self.may_write, "view": self}
        response: HttpResponse = self.response_class(self.request, [self.template_name], context, status=403)
        return response

    def get_draft_key(self) -> str:
        """One draft per person and area."""
        return f"kartlaggning:{self.participant.uuid}:{self.area.code}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The area of education also sets the level that is counted."""
        return super().get_form_kwargs() | {"with_education": self.area.code == EDUCATION}

    def get_initial(self) -> dict[str, Any]:
        """What stands there: it is completed, never started over."""
        latest = self.latest
        return {
            "own_words": latest.own_words if latest else "",
            "assessment": latest.assessment if latest else "",
            "is_obstacle": latest.is_obstacle if latest else False,
            "education_level": self.participant.education_level,
            "seen": latest.uuid if latest else None,
        }

    def act(self, form: AreaForm) -> str:
        """Write, and set the level of education where that is the area."""
        values = form.values()
        seen_uuid = values.pop("seen")
        visible = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant, area=self.area)
        seen = visible.filter(uuid=seen_uuid).first() if seen_uuid else None
        complete_area(enrolment=self.enrolment, area=self.area, by=self.user, seen=seen, today=today(), **values)
        return f"{reverse('kartlaggning', args=[self.participant.uuid])}#{self.area.code}"

    def form_valid(self, form: AreaForm) -> HttpResponse:
        """Where somebody else wrote meanwhile, show both and keep what was typed."""
        try:
            return super().form_valid(form)
        except Stale:
            del self.latest
            latest = self.latest
            form.replace_posted(seen=str(latest.uuid) if latest else None)
            return self.render_to_response(self.get_context_data(form=form, other=latest), status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The area and what stands there."""
        return super().get_context_data(
            **({"area": self.area, "latest": self.latest, "title": self.area.name} | kwargs)
        )
