"""Who one can be in the demo: one person per role."""

from amc.staff.models import Role, User

DEMO_PASSWORD = "demo-losenord-2026"  # noqa: S105 - it opens invented data only
DEMO_EMAILS = {
    Role.KONSULENT: "konsulent@demo.example",
    Role.HANDLEDARE: "handledare@demo.example",
    Role.ENHETSCHEF: "enhetschef@demo.example",
    Role.EKONOM: "ekonom@demo.example",
    Role.HR: "hr@demo.example",
    Role.SPECIALIST: "specialist@demo.example",
    Role.SYSTEMFORVALTARE: "systemforvaltare@demo.example",
}


def demo_people() -> list[User]:
    """The demo's people that exist, in the order of DEMO_EMAILS."""
    people = {user.email: user for user in User.objects.filter(email__in=DEMO_EMAILS.values()).select_related("unit")}
    return [people[email] for email in DEMO_EMAILS.values() if email in people]
