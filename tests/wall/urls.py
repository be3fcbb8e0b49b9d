"""Pages that tell what PostgreSQL knows of the request, and that fail in the ways in which a request can."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from amc.staff.models import Unit
from amc.urls import urlpatterns as product

handler404 = "amc.web.errors.not_found"
handler500 = "amc.web.errors.server_error"


def known_user() -> str:
    """Whom PostgreSQL answers; empty for nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('amc.user', true), '')")
        return str(cursor.fetchone()[0])


@login_not_required
def who(request: HttpRequest) -> HttpResponse:
    """Whom PostgreSQL answers in the view."""
    return HttpResponse(known_user())


def role(request: HttpRequest) -> HttpResponse:
    """As whom the page asks, and whether row-level security holds for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, row_security_active('participants_participant')")
        return HttpResponse(" ".join(str(value) for value in cursor.fetchone()))


def rendered(request: HttpRequest) -> HttpResponse:
    """The same, asked while the template is rendered."""
    return TemplateResponse(request, engines["django"].from_string("{{ who }}"), {"who": known_user})


def write(request: HttpRequest, status: int) -> HttpResponse:
    """Writes, and answers with `status`; 599 stands for an exception."""
    Unit.objects.create(name=f"Enhet {status}")
    if status == 599:
        raise RuntimeError
    return HttpResponse(status=status)


urlpatterns = [
    path("vem/", who),
    path("visat/", rendered),
    path("roll/", role),
    path("skriv/<int:status>/", write),
    *product,
]
