"""One effect, however often a form is sent: a double click, a reload, a retry after a lost answer."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone

from amc.obstacles import Obstacle, Refused
from amc.revisions import Stale
from amc.web.forms import OnceFormMixin
from amc.web.models import OnceToken
from amc.web.obstacles import add_obstacles, constraint_obstacle

KEPT = dt.timedelta(days=2)
SENT_OTHERWISE = Obstacle(
    None,
    "Du har redan sparat det här formuläret en gång, med annat innehåll. Är det meningen att spara en gång till "
    "tryck på knappen igen. Vill du ändra det som redan är sparat öppnar du det i stället.",
    "already_sent",
)


@dataclass
class Done:
    """What became of a form. `already`: an earlier request sent it, and there is nothing left to do."""

    already: bool = False
    url: str | None = None

    def to(self, target: Any) -> None:
        """Lead on to `target`: an address, a URL name or an object with `get_absolute_url`."""
        self.url = resolve_url(target)


@contextmanager
def once(request: HttpRequest, form: BaseForm) -> Iterator[Done]:
    """Run an action at most once for one showing of `form`, in one transaction.

        with once(request, form) as done:
            if not done.already:
                done.to(actions.enrol(**form.values()))
        return redirect(done.url) if done.url else self.form_invalid(form)

    A second request with the same form waits for the first and gets its address. When the action is refused
    (Refused, Stale, or a constraint with a message), everything is rolled back, the form gets the errors,
    `done.url` stays None, and the same form can be sent again. The form's draft goes in the same transaction.
    """
    done = Done()
    try:
        with transaction.atomic():
            token = form.cleaned_data["once"]
            claimed = _claim(token, request)
            if not claimed:
                done.already, done.url = True, _earlier_url(token, request)
            yield done
            if claimed:
                if not done.url:
                    raise ValueError("The action has to say where it leads: done.to(...).")
                OnceToken.objects.filter(token=token).update(url=done.url)
                drop_draft = getattr(form, "drop_draft", None)
                if drop_draft:
                    drop_draft()
                # What PostgreSQL looks at last, it looks at here, where a refusal still has the form to be shown in.
                connection.check_constraints()
            elif done.url is None:
                cast(OnceFormMixin, form).replace_posted(once=str(uuid4()))
                add_obstacles(form, [SENT_OTHERWISE])
    except Refused as refused:
        done.url = None
        add_obstacles(form, refused)
    except Stale as stale:
        if not hasattr(form, "show_stale"):
            raise
        done.url = None
        form.show_stale(stale)
    except DatabaseError as error:
        obstacle = constraint_obstacle(error)
        if obstacle is None:
            raise
        done.url = None
        add_obstacles(form, [obstacle])


def done_before(request: HttpRequest) -> str | None:
    """Where an earlier request with the same form led; None when there was none (amc.web.middleware.OnceMiddleware)."""
    try:
        token = UUID(request.POST.get("once", ""))
    except ValueError:
        return None
    return _earlier_url(token, request) or None


def _claim(token: UUID, request: HttpRequest) -> bool:
    """Take the token; False when another request has it, after waiting for that one to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO web_oncetoken (token, user_id, digest, url, created_at) VALUES (%s, %s, %s, '', %s)"
            " ON CONFLICT DO NOTHING",
            [token, request.user.pk, _digest(request), timezone.now()],
        )
        return bool(cursor.rowcount)


def _earlier_url(token: UUID, request: HttpRequest) -> str | None:
    """Where the earlier request led; None when it was not the same person sending the same thing."""
    same = OnceToken.objects.filter(token=token, user_id=cast(int, request.user.pk), digest=_digest(request))
    return same.values_list("url", flat=True).first()


def _digest(request: HttpRequest) -> str:
    content = [
        (name, request.POST.getlist(name))
        for name in sorted(request.POST)
        if name != "csrfmiddlewaretoken" and not name.rsplit("-", 1)[-1].startswith("draft_")
    ]
    files = [(name, file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    # The address belongs to it: what is kept as a draft is the same form, sent elsewhere.
    return hashlib.sha256(json.dumps([request.path, content, files]).encode()).hexdigest()


def sweep_once() -> int:
    """Forget forms sent more than two days ago; answers how many."""
    deleted, _ = OnceToken.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted
