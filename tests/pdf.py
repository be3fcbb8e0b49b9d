"""Reading a document as somebody listens to it."""

from io import BytesIO

from pypdf import PdfReader

from tests.tags import failures


def text_of(content: bytes) -> str:
    """All text of a PDF on one line. A document that a screen reader could not read has none: it fails here."""
    assert not failures(content)
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
