"""The embedded stack: real PostgreSQL and Valkey out of wheels, for the demo and the tests.

Production never imports this package (docs/operations.md); there the same processes are containers.

- `room`: where files and sockets live, and the locks that keep two runs apart
- `guard`: how a process is started so that it can't outlive us, and how it is stopped
- `postgres`, `valkey`: one server each
- `demo`: everything a person needs to walk through the product
- `sessions`, `keeper`: the servers that test sessions share
- `bootstrap`: the virtual environment; standard library only, since it runs before there is one
"""


class StackError(Exception):
    """Something that the person at the terminal must know, in one Swedish sentence."""
