"""The steps between a right password and being signed in."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from amc.staff.sign_in import is_second_factor


class SecondFactorStage(AuthenticateStage):
    """Asks for the second step, unless the first one carried it: a passkey, or the tenant's word."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if any(is_second_factor(step) for step in get_authentication_records(request, self.login.user)):
            return False
        return super()._should_handle(request)
