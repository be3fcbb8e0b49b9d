"""Reading a document as somebody listens to it."""

from io import BytesIO

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """All text of a PDF on one line."""
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
