"""Sends what it is told on its standard input, as any Python program would; see ForeignClient for the words."""
import struct
import sys

from kafka import KafkaProducer

# Patience is all that is not a default: a broker may be away for minutes.
producer = KafkaProducer(
    bootstrap_servers=sys.argv[1], acks="all", retries=1 << 30, max_in_flight_requests_per_connection=1, linger_ms=5,
    max_request_size=16 << 20, max_block_ms=1 << 30, request_timeout_ms=300_000, connections_max_idle_ms=600_000)
refused = []
source = sys.stdin.buffer


def number():
    data = source.read(4)
    if len(data) < 4:
        sys.exit(0)
    return struct.unpack(">i", data)[0]


def block():
    length = number()
    return None if length < 0 else source.read(length)


while kind := source.read(1):
    if kind == b"\x01":
        producer.flush()
        print(refused[0] if refused else "acknowledged", flush=True)
        continue
    topic, partition, key, value = block().decode(), number(), block(), block()
    producer.send(topic, key=key, value=value, partition=None if partition < 0 else partition).add_errback(lambda fault: refused.append(repr(fault)))
