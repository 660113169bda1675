"""Signs somebody in for another device as oauthlib does it, and calls: address, client, name, password, path. Prints what polling said
before anybody had decided, the scopes of the token and the status."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the loopback interface

from oauthlib.oauth2 import DeviceClient

address, client_id, name, password, path = sys.argv[1:]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(to, body):
    try:
        with urllib.request.urlopen(urllib.request.Request(to, data=body.encode(), headers=FORM)) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.read().decode()


client = DeviceClient(client_id=client_id)
begun = json.loads(post(address + "connect/device", urllib.parse.urlencode({"client_id": client_id, "scope": "viewer"})))
body = client.prepare_request_body(device_code=begun["device_code"], include_client_id=True)
pending = json.loads(post(address + "connect/token", body))["error"]
decided = {"user_code": begun["user_code"], "username": name, "password": password, "decision": "approve"}
post(begun["verification_uri"], urllib.parse.urlencode(decided))
token = client.parse_request_body_response(post(address + "connect/token", body), scope=["viewer"])
granted = token.get("scope", ["viewer"])
uri, headers, _ = client.add_token(address + path, "GET")
with urllib.request.urlopen(urllib.request.Request(uri, headers=headers)) as answer:
    print(pending, " ".join(granted), answer.status)
