"""Whether the web process answers its log-in page; for the container's health check.

Asks as the proxy in front of it does: with a host of ours, and over what was HTTPS.
"""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
request = urllib.request.Request(
    "http://127.0.0.1:8000/logga-in/", headers={"Host": host, "X-Forwarded-Proto": "https"}
)
with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - a fixed address
    sys.exit(response.status != 200)
