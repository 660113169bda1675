"""Calls a gateway by gRPC over TLS with nothing but grpcio: messages are bytes, as they are on the wire.

    grpc_over_tls.py HOST:PORT AUTHORITIES KEY TOPOLOGY [CERTIFICATE PRIVATE-KEY]

Prints what came of each call, a line each.
"""

import sys

import grpc

address, authorities, key, topology, *shown = sys.argv[1:]


def read(path):
    with open(path, "rb") as file:
        return file.read()


credentials = grpc.ssl_channel_credentials(
    root_certificates=read(authorities),
    private_key=read(shown[1]) if shown else None,
    certificate_chain=read(shown[0]) if shown else None,
)


def field(number, text):
    return bytes([number << 3 | 2, len(text)]) + text


def told(name, call):
    try:
        print(name, "OK", call().hex(), sep="\t")
    except grpc.RpcError as error:
        print(name, error.code().name, error.details(), sep="\t")


def caller(channel, path):
    method = channel.unary_unary(path)
    return lambda message, who=(): method(message, timeout=60, metadata=who)


who = (("authorization", f"Bearer {key}"),)
request = field(1, b"topology.draw") + field(2, b'{"topology":"%s"}' % topology.encode())
with grpc.secure_channel(address, credentials) as channel:
    told("health", lambda: caller(channel, "/grpc.health.v1.Health/Check")(b""))
    told("nobody", lambda: caller(channel, "/streaming.v1.Streaming/Call")(request))
    told("caller", lambda: caller(channel, "/streaming.v1.Streaming/Call")(request, who))
with grpc.secure_channel(address, grpc.ssl_channel_credentials()) as channel:
    told("wary", lambda: caller(channel, "/grpc.health.v1.Health/Check")(b""))
