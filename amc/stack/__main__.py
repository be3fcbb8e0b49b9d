"""`python -m amc.stack demo | reset | stop-tests | with-servers COMMAND`; the Makefile is the way to call it."""

import os
import signal
import sys
from pathlib import Path

from . import StackError, guard, sessions
from .room import Room


def main(arguments: list[str]) -> None:
    """Run one command. Raises StackError with what the person at the terminal must know."""
    match arguments:
        case ["demo"]:
            from .demo import Demo

            Demo(chosen_port()).run()
        case ["demo", "--with-parent"]:
            # make itself may be killed; the demo must not be left running without it.
            guard.die_with_parent(signal.SIGTERM)
            main(["demo"])
        case ["reset"]:
            from .demo import reset

            reset()
        case ["stop-tests"]:
            sessions.stop()
        case ["with-servers", *command]:
            sys.exit(sessions.run(command))
        case ["keep", path, run_dir, idle]:
            from .keeper import keep

            keep(Room(Path(path), Path(run_dir)), float(idle))
        case _:
            raise StackError(__doc__ or "")


def chosen_port() -> int:
    """The port in PORT, 8000 unless it is set. Raises StackError when it is no port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StackError(f"PORT={text} är inget portnummer. Skriv till exempel: make demo PORT=8001")
    return int(text)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except StackError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
