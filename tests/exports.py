"""Taking a list of persons out as a file, as a user does: saying what it is for."""

from typing import Any

from django.utils.http import urlencode

PURPOSE = {"purpose": "uppfoljning"}


def take_out(client: Any, url: str, query: dict[str, str] | None = None, answer: dict[str, str] | None = None) -> Any:
    """The answer to the form that asks for the purpose; the file, where it is answered (by default it is)."""
    asked = {**(query or {}), "export": "xlsx"}
    return client.post(f"{url}?{urlencode(asked)}", PURPOSE if answer is None else answer)
