"""Mail servers that fail in the ways that mail servers do."""

from typing import ClassVar

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class Refusing(BaseEmailBackend):
    """A server that cannot be reached."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        raise ConnectionRefusedError


class Dying(BaseEmailBackend):
    """The worker is killed right after the message has left."""

    sent: ClassVar[list[str]] = []

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        self.sent += [message.extra_headers["Message-ID"] for message in email_messages]
        raise SystemExit
