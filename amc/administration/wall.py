"""What Celery needs to mail about accounts, and to end them when they are over (amc.wall)."""

from amc.wall.lines import ALL, Outside

LINES = ()
OUTSIDE = (
    # A link for a new password is signed with the old one's hash.
    Outside("user", ALL, ("UPDATE (expires_on, revision)",), label="staff"),
    Outside("accountmail", ALL, ("UPDATE", "DELETE"), label="staff"),
    Outside("invitation", ALL, ("INSERT", "DELETE"), label="staff"),
    Outside("authenticator", ("id", "user_id"), label="mfa"),
    Outside("usersession", ALL, ("DELETE",), label="usersessions"),
)
