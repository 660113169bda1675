"""What python3-confluent-kafka can do, each feature tried for real. Arguments: the broker, a prefix for topics and groups."""

import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition, TIMESTAMP_CREATE_TIME, TIMESTAMP_LOG_APPEND_TIME
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

broker, prefix = sys.argv[1:3]
known = {"bootstrap.servers": broker}
admin = AdminClient(known)


def topic(name, partitions=1, **config):
    full = f"{prefix}-{name}"
    asked = NewTopic(full, partitions, 1, config={k.replace("_", "."): v for k, v in config.items()})
    admin.create_topics([asked])[full].result(60)
    return full


def write(to, *records, **config):
    producer = Producer({**known, "message.max.bytes": 4_000_000, **{k.replace("_", "."): v for k, v in config.items()}})
    faults = []
    for record in records:
        producer.produce(to, on_delivery=lambda error, _: error and faults.append(error), **record)
    assert producer.flush(60) == 0 and not faults, faults


def member(group, **config):
    more = {k.replace("_", "."): v for k, v in config.items()}
    return Consumer({**known, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False, **more})


def take(consumer, count=1):
    found = []
    while len(found) < count:
        message = consumer.poll(60)
        assert message is not None, "nothing came"
        assert not message.error(), message.error()
        found.append(message)
    return found


def read(of, count=1, **config):
    consumer = member(f"{prefix}-reader", **config)
    consumer.assign([TopicPartition(of, 0, 0)])
    found = take(consumer, count)
    consumer.close()
    return found


def records():
    t = topic("records")
    write(t, dict(key="k", value="v"))
    assert [(r.key(), r.value()) for r in read(t)] == [(b"k", b"v")]


def headers():
    t = topic("headers")
    write(t, dict(value="v", headers=[("a", b"1"), ("a", b"2")]))
    assert read(t)[0].headers() == [("a", b"1"), ("a", b"2")]


def tombstones():
    t = topic("tombstones")
    write(t, dict(key="k", value=None))
    assert read(t)[0].value() is None


def large():
    t = topic("large", max_message_bytes="4000000")
    write(t, dict(value=b"x" * 3_000_000))
    assert len(read(t)[0].value()) == 3_000_000


def packed(codec):
    def run():
        t = topic(codec)
        write(t, dict(value=b"x" * 1000), compression_type=codec)
        assert read(t)[0].value() == b"x" * 1000

    return run


def create_time():
    t = topic("create-time")
    write(t, dict(value="v", timestamp=1_000))
    assert read(t)[0].timestamp() == (TIMESTAMP_CREATE_TIME, 1_000)


def append_time():
    t = topic("append-time", message_timestamp_type="LogAppendTime")
    write(t, dict(value="v", timestamp=1_000))
    kind, when = read(t)[0].timestamp()
    assert kind == TIMESTAMP_LOG_APPEND_TIME and when > 1_000_000


def grouped(name, **config):
    def run():
        t = topic(name)
        write(t, *[dict(value=str(i)) for i in range(3)])
        for expected in (b"0", b"1"):
            consumer = member(f"{prefix}-{name}", **config)
            consumer.subscribe([t])
            message = take(consumer)[0]
            assert message.value() == expected
            consumer.commit(message, asynchronous=False)
            consumer.close()

    return run


def transactions():
    t = topic("transactions")
    producer = Producer({**known, "transactional.id": f"{prefix}-transactions"})
    producer.init_transactions(60)
    for value, commit in (("aborted", False), ("committed", True)):
        producer.begin_transaction()
        producer.produce(t, value=value)
        producer.flush(60)
        producer.commit_transaction(60) if commit else producer.abort_transaction(60)
    assert read(t, isolation_level="read_committed")[0].value() == b"committed"
    assert read(t, isolation_level="read_uncommitted")[0].value() == b"aborted"


def topics():
    t = topic("topics", 2)
    admin.create_partitions([NewPartitions(t, 3)])[t].result(60)
    resource = ConfigResource("topic", t, set_config={"retention.ms": "1234567"})
    admin.alter_configs([resource])[resource].result(60)
    asked = ConfigResource("topic", t)
    assert admin.describe_configs([asked])[asked].result(60)["retention.ms"].value == "1234567"
    assert len(admin.list_topics(t, 60).topics[t].partitions) == 3
    admin.delete_topics([t])[t].result(60)
    assert t not in admin.list_topics(timeout=60).topics


def by_time():
    t = topic("by-time")
    write(t, dict(value="a", timestamp=1_000), dict(value="b", timestamp=2_000))
    assert member(f"{prefix}-by-time").offsets_for_times([TopicPartition(t, 0, 1_500)], 60)[0].offset == 1


def compacted():
    t = topic("compacted", cleanup_policy="compact", segment_bytes="14", min_cleanable_dirty_ratio="0")
    for key, value in ((b"k", b"1"), (b"k", b"2"), (b"end", b"end")):
        write(t, dict(key=key, value=value))
    until = time.monotonic() + 60
    while [r.value() for r in read(t, 2)] != [b"2", b"end"]:
        assert time.monotonic() < until, "the older one stays"


features = {
    "records": records, "headers": headers, "tombstones": tombstones, "large": large, "gzip": packed("gzip"), "snappy": packed("snappy"),
    "lz4": packed("lz4"), "zstd": packed("zstd"), "create time": create_time, "append time": append_time, "group": grouped("group"),
    "static": grouped("static", group_instance_id="one"),
    "cooperative": grouped("cooperative", partition_assignment_strategy="cooperative-sticky"), "transactions": transactions,
    "topics": topics, "by time": by_time, "compacted": compacted,
}
for name, run in features.items():
    try:
        run()
        print(f"{name}\tok", flush=True)
    except Exception as e:
        print(f"{name}\tfailed {type(e).__name__} {e}".replace("\n", " "), flush=True)
