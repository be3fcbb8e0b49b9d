"""Skatteverket's published list of test personnummer, where it lies beside the repository."""

import sys
from pathlib import Path

import pytest

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "testpersonnummer.txt"


def published(capsys: pytest.CaptureFixture[str]) -> frozenset[str] | None:
    """The 41,493 numbers of 12 digits; None, and a line on the terminal, where the list is not at hand."""
    if LIST.exists():
        return frozenset(LIST.read_text().split())
    with capsys.disabled():
        sys.stdout.write("\nSkatteverkets lista saknas: bara mönstrets egen definition prövas.\n")
    return None
