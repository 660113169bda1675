"""Gets a token as oauthlib does it, and calls with it: address, client, secret, path. Prints the scopes of the token and the status."""

import os
import sys
import urllib.request

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the loopback interface

from oauthlib.oauth2 import BackendApplicationClient

address, name, secret, path = sys.argv[1:]
client = BackendApplicationClient(client_id=name)
body = client.prepare_request_body(scope=["viewer"], client_secret=secret, include_client_id=True)
asked = urllib.request.Request(
    address + "connect/token", data=body.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"}
)
with urllib.request.urlopen(asked) as answer:
    token = client.parse_request_body_response(answer.read().decode(), scope=["viewer"])
# The answer names the scope where it is another than was asked for (RFC 6749, 5.1).
granted = token.get("scope", ["viewer"])
uri, headers, _ = client.add_token(address + path, "GET")
with urllib.request.urlopen(urllib.request.Request(uri, headers=headers)) as answer:
    print(" ".join(granted), answer.status)
