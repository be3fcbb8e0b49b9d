"""The forms of a page, as a browser would send them untouched."""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TEXT = {"", "text", "search", "tel", "url"}


def forms_of(page: str, url: str) -> list[tuple[str, dict[str, str]]]:
    """Each form that is sent by POST: where to, and its fields with their values (the first choice where none is)."""
    found = []
    for form in LexborHTMLParser(page).css("form"):
        attributes = form.attributes
        if (attributes.get("method") or "").lower() == "post" and "logga-ut" not in (attributes.get("action") or ""):
            target = urljoin(url, attributes.get("action") or "")
            fields = dict(pair for node in form.css("input, textarea, select") if (pair := _field(node)))
            fields.pop("csrfmiddlewaretoken", None)
            found.append((target, fields))
    return found


def text_inputs(page: str) -> set[str]:
    """The names of the fields of `page` in which one writes freely."""
    nodes = LexborHTMLParser(page).css("input[name], textarea[name]")
    return {
        node.attributes["name"] or ""
        for node in nodes
        if node.tag == "textarea" or (node.attributes.get("type") or "") in _TEXT
    }


def _field(node: LexborNode) -> tuple[str, str] | None:
    name, kind = node.attributes.get("name"), node.attributes.get("type") or ""
    if not name or kind in {"submit", "button", "file"} or "disabled" in node.attributes:
        return None
    if node.tag == "textarea":
        return name, node.text()
    if node.tag == "select":
        options = node.css("option")
        chosen = [one for one in options if "selected" in one.attributes and one.attributes.get("value")]
        chosen += [one for one in options if one.attributes.get("value")]
        return (name, chosen[0].attributes.get("value") or "") if chosen else (name, "")
    if kind in {"checkbox", "radio"} and "checked" not in node.attributes and kind == "checkbox":
        return None
    return name, node.attributes.get("value") or ("on" if kind == "checkbox" else "")
