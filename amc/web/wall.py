"""How what is typed and not saved stands behind the wall (amc.wall): each draft is its user's."""

from amc.wall.lines import Outside, Own

LINES = (Own("draft", worker=("id", "updated_at"), may=("DELETE",)),)
OUTSIDE = (Outside("oncetoken", ("token", "created_at"), ("DELETE",)),)
