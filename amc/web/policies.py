"""Who may ask at which address, where it is not a permission that the view itself names.

Every route has a policy: a view of ours behind `PermittedMixin` names its permission, the rest stand here. A system
check and a test refuse a route without one; a library's routes come in by name, so that a new version of it opens
nothing unseen.
"""

import enum
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin


class Policy(enum.Enum):
    """Policies that no role decides."""

    EVERYBODY = "anybody, signed in or not: shows and changes nothing of anybody's"
    LEAVES = "anybody, signed in or not: adds what they themselves write, and shows nothing of what is there"
    SIGNED_IN = "anybody signed in, about their own account and own drafts only"
    BY_ADDRESS = "whoever has the secret of the address: shows nothing of anybody by name, and changes nothing"
    CHOOSES = "leads to a guarded view, which decides"


# Asked for by nobody who is signed in.
UNSIGNED = (Policy.EVERYBODY, Policy.BY_ADDRESS, Policy.LEAVES)

DECLARED: dict[str, Policy] = {
    "home": Policy.CHOOSES,
    "figure_list": Policy.CHOOSES,
    # Before anybody is known.
    "account_login": Policy.EVERYBODY,
    "mfa_login_webauthn": Policy.EVERYBODY,
    "invitation": Policy.EVERYBODY,
    "tenant_login": Policy.EVERYBODY,
    "tenant_callback": Policy.EVERYBODY,
    "mfa_authenticate": Policy.EVERYBODY,
    "account_reset_password": Policy.EVERYBODY,
    "account_reset_password_done": Policy.EVERYBODY,
    "account_reset_password_from_key": Policy.EVERYBODY,
    "account_reset_password_from_key_done": Policy.EVERYBODY,
    "account_inactive": Policy.EVERYBODY,
    # Calendar programs cannot sign in. Times and kinds, of a consultant who has made the address.
    "calendar_feed": Policy.BY_ADDRESS,
    # Workplaces and employees offer without an account.
    "offer_start": Policy.EVERYBODY,
    "offer_place": Policy.LEAVES,
    "offer_supervisor": Policy.LEAVES,
    "offer_thanks": Policy.EVERYBODY,
    # Not routed in production.
    "demo_login": Policy.EVERYBODY,
    "demo_confirm": Policy.SIGNED_IN,
    "styleguide": Policy.EVERYBODY,
    # Leads those who are already signed out to the log-in.
    "account_logout": Policy.EVERYBODY,
    # One's own account.
    "account_change_password": Policy.SIGNED_IN,
    "account_set_password": Policy.SIGNED_IN,
    "account_reauthenticate": Policy.SIGNED_IN,
    "mfa_reauthenticate": Policy.SIGNED_IN,
    "tenant_confirm": Policy.SIGNED_IN,
    "tenant_confirmed": Policy.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Policy.SIGNED_IN,
    "mfa_index": Policy.SIGNED_IN,
    "mfa_enrol": Policy.SIGNED_IN,
    "mfa_activate_totp": Policy.SIGNED_IN,
    "mfa_deactivate_totp": Policy.SIGNED_IN,
    "mfa_view_recovery_codes": Policy.SIGNED_IN,
    "mfa_generate_recovery_codes": Policy.SIGNED_IN,
    "mfa_add_webauthn": Policy.SIGNED_IN,
    "mfa_edit_webauthn": Policy.SIGNED_IN,
    "mfa_remove_webauthn": Policy.SIGNED_IN,
    "usersessions_list": Policy.SIGNED_IN,
    "file_ready": Policy.SIGNED_IN,
    # Answers by itself that the session has ended.
    "session_time": Policy.EVERYBODY,
    # A draft's key is signed for its owner. Saving answers by itself that the session has ended.
    "draft_save": Policy.EVERYBODY,
    "draft_discard": Policy.SIGNED_IN,
    "draft_swap": Policy.SIGNED_IN,
    # Browsers send their reports without cookies.
    "csp_report": Policy.EVERYBODY,
}


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Every route of the product."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def policy_of(route: URLPattern) -> Policy | Permission | None:
    """What `route` declares; None where it declares nothing."""
    view = getattr(route.callback, "view_class", None)
    if isinstance(view, type) and issubclass(view, PermittedMixin):
        return getattr(view, "permission", None)
    return DECLARED.get(route.name or "")


def needs_sign_in(route: URLPattern) -> bool:
    """Whether the middleware leads those who are not signed in away from `route`."""
    return getattr(route.callback, "login_required", True)
