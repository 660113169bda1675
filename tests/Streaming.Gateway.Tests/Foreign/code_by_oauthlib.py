"""Signs somebody in by a browser as oauthlib does it, with PKCE, calls, and calls again with the next token: address, client, where the
browser is sent back, name, password, path. Prints both statuses."""

import base64
import html
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the loopback interface

from oauthlib.oauth2 import WebApplicationClient

address, client_id, back, name, password, path = sys.argv[1:]


class Stay(urllib.request.HTTPRedirectHandler):
    """A browser would go on to the application, which is this program."""

    def redirect_request(self, *_):
        return None


browser = urllib.request.build_opener(Stay)


def post(to, body):
    request = urllib.request.Request(to, data=body.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    return browser.open(request)


def call(client):
    uri, headers, _ = client.add_token(address + path, "GET")
    with urllib.request.urlopen(urllib.request.Request(uri, headers=headers)) as answer:
        return answer.status


client = WebApplicationClient(client_id)
verifier = client.create_code_verifier(64)
challenge = client.create_code_challenge(verifier, "S256")
asked = client.prepare_request_uri(
    address + "connect/authorize",
    redirect_uri=back,
    scope=["openid", "offline_access"],
    nonce="n-7",
    state="xyz",
    code_challenge=challenge,
    code_challenge_method="S256",
)
with browser.open(asked) as page:
    text = page.read().decode()
fields = [(html.unescape(n), html.unescape(v)) for n, v in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', text)]
form = urllib.parse.urlencode(fields + [("username", name), ("password", password), ("decision", "approve")])
try:
    sent = post(address + "connect/authorize", form).url
except urllib.error.HTTPError as redirect:
    sent = redirect.headers["Location"]
client.parse_request_uri_response(sent, state="xyz")
body = client.prepare_request_body(code=client.code, redirect_uri=back, code_verifier=verifier)
# The scopes are the roles that were given.
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"
with post(address + "connect/token", body) as answer:
    client.parse_request_body_response(answer.read().decode())
signed = client.token["id_token"]
first = call(client)
with post(address + "connect/token", client.prepare_refresh_body(refresh_token=client.refresh_token, client_id=client_id)) as answer:
    client.parse_request_body_response(answer.read().decode())
    again = client.token["id_token"]


def claims(token):
    """Of a token that came from the issuer itself, which a program need not verify (OpenID Connect Core 1.0, section 3.1.3.7)."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


told = claims(signed)
assert (told["aud"], told["nonce"], told["iss"], told["sub"]) == (client_id, "n-7", address, "user:" + name), told
assert claims(again)["auth_time"] == told["auth_time"], "nobody has signed in again"
uri, headers, _ = client.add_token(address + "connect/userinfo", "GET")
with urllib.request.urlopen(urllib.request.Request(uri, headers=headers)) as answer:
    assert json.load(answer)["sub"] == told["sub"]
print(first, call(client))
