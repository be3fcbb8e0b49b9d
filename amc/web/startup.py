"""What a web process does before its first request."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Read every address now, and keep what stays for good out of the garbage collector's rounds.

    A full round over all that Django and the product have loaded takes tens of milliseconds, and would strike any
    request; what is frozen is never looked through again.
    """
    _ = get_resolver().reverse_dict
    gc.collect()
    gc.freeze()
