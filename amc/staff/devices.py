"""What somebody sits at, in words."""

# The more particular first: every browser calls itself several things.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """What the browser says of itself, in words: "Chrome på Windows"; "Okänd webbläsare" where it says nothing."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Okänd webbläsare")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} på {system}" if system else browser
