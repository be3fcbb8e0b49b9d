"""Whether the web process on the port given (8000) answers its log-in page; for the container's health check.

Asks as the proxy in front of it does: with a host of ours, and over what was HTTPS.
"""

import os
import sys
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
port = sys.argv[1] if len(sys.argv) > 1 else "8000"
address = f"http://127.0.0.1:{port}/logga-in/"
request = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-Proto": "https"})
with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - this machine
    sys.exit(response.status != 200)
