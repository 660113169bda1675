"""Publishes, has an event decided, asks a model and follows predictions over HTTP. Needs nothing but Python.

    STREAMING_KEY=sp_… python3 gateway.py http://127.0.0.1:8080
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

ADDRESS = sys.argv[1]
KEY = os.environ.get("STREAMING_KEY")


def open_call(path, body=None, headers=None):
    """A call that is tried again while the server is too busy to begin with it."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    if KEY:
        sent["Authorization"] = f"Bearer {KEY}"
    request = urllib.request.Request(ADDRESS + path, None if body is None else json.dumps(body).encode(), sent)
    while True:
        try:
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            time.sleep(float(error.headers["Retry-After"]))


def call(path, body=None, headers=None):
    with open_call(path, body, headers) as answer:
        return json.load(answer)


def publish(topology, events):
    """Publishes events once, however often it takes: each try has the same key."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    while True:
        try:
            return call(f"/v1/topologies/{topology}/events", events, key)
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            time.sleep(float(error.headers["Retry-After"]))
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
            time.sleep(1)


def follow(topology, cursor=None, query=""):
    """Predictions with their cursors, for ever. A connection that ends is opened again where it was."""
    path = f"/v1/topologies/{topology}/predictions/stream"
    while True:
        try:
            # Whoever comes back says where they were; whoever is new may say where to begin.
            with open_call(path + ("" if cursor else query), headers={"Last-Event-ID": cursor} if cursor else {}) as answer:
                message = {}
                for line in answer:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name:
                        message[name] = value
                        continue
                    # An empty line: the message is whole, and only now its cursor counts.
                    cursor = message.get("id", cursor)
                    if "data" in message:
                        yield cursor, json.loads(message["data"])
                    message = {}
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
            pass
        time.sleep(1)


def payment(amount):
    return {
        "TRANSACTION_ID": uuid.uuid4().hex,
        "TX_DATETIME": "2018-04-20T12:00:00Z",
        "CUSTOMER_ID": "1320",
        "TERMINAL_ID": "867",
        "TX_AMOUNT": amount,
    }


sent = publish("card-fraud", [payment(20), payment(30)])
print("published", [f"{sent['topic']}/{r['partition']}/{r['offset']}" for r in sent["records"]])

try:
    decided = call("/v1/topologies/card-fraud/decide", payment(950), {"Prefer": "wait=30"})
    print("decided", decided["prediction"]["decision"], decided["prediction"]["score"])
    call("/v1/topologies/card-fraud/decide", payment(-1))
except urllib.error.HTTPError as error:
    problem = json.load(error)
    print("refused", error.code, problem["code"], problem["reason"])

row = [950.0, 1, 1, 9, 31, 70, 310, 120, 60.5, 1, 4, 18, 0.9, 0.8, 0.3]
asked = call(
    "/v2/models/card-fraud/infer",
    {"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, len(row)], "data": row}]},
)
print("asked", {output["name"]: output["data"] for output in asked["outputs"]}, asked["parameters"]["lineage_id"])

# Three predictions, then away, and on from there.
seen = []
for cursor, prediction in follow("card-fraud", query="?from_beginning=true"):
    seen.append(prediction["lineage_id"])
    if len(seen) == 3:
        break
for cursor, prediction in follow("card-fraud", cursor):
    seen.append(prediction["lineage_id"])
    if len(seen) == 6:
        break
assert len(set(seen)) == 6
print("followed", *seen)
