"""What a broken promise of the database means to the user: the same codes as the rules, for races that pass them."""

from amc.obstacles import Obstacle
from participants.rules.journal import LATE

_LATE = "Ärendet är avslutat. Be ärendets konsulent eller enhetschefen skriva det som kommit in sent."

_CONSENT = "Samtycket gäller inte, eller omfattar inte det här. Läs om sidan och välj en annan grund."

CONSTRAINTS = {
    "visit_says_where": Obstacle("place", "Skriv var besöket är.", "visit_nowhere"),
    "interpreter_has_language": Obstacle("interpreter_language", "Skriv vilket språk tolken ska tolka.", "no_language"),
    "disclosure_within_its_consent": Obstacle("consent", _CONSENT, "not_in_force"),
    "late_note_by_its_own": Obstacle(None, _LATE, LATE),
}
