"""`python -m amc.stack demo | reset | keep | stop`; the Makefile is the way to call it."""

import sys
from pathlib import Path

from . import StackError, keeper
from .room import Room


def main(arguments: list[str]) -> int:
    """Run one command; answer the exit code."""
    match arguments:
        case ["keep", path, run_dir, idle]:
            keeper.keep(Room(Path(path), Path(run_dir)), float(idle))
        case ["stop"]:
            keeper.stop()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StackError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
