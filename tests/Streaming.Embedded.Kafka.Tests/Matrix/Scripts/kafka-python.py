"""What python3-kafka can do, each feature tried for real. Arguments: the broker, a prefix for topics and groups."""

import sys
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (ACL, ACLFilter, ACLOperation, ACLPermissionType, ConfigResource, ConfigResourceType, NewPartitions, NewTopic,
                         ResourcePattern, ResourceType)
from kafka.errors import SecurityDisabledError

broker, prefix = sys.argv[1:3]
admin = KafkaAdminClient(bootstrap_servers=broker)


def topic(name, partitions=1, **config):
    full = f"{prefix}-{name}"
    admin.create_topics([NewTopic(full, partitions, 1, topic_configs={k.replace("_", "."): v for k, v in config.items()})])
    return full


def write(to, *records, **config):
    producer = KafkaProducer(bootstrap_servers=broker, acks="all", **config)
    written = [producer.send(to, **record) for record in records]
    producer.flush()
    return [each.get(60) for each in written]


def read(of, count=1, **config):
    consumer = KafkaConsumer(bootstrap_servers=broker, consumer_timeout_ms=60_000, max_partition_fetch_bytes=4 << 20, **config)
    consumer.assign([TopicPartition(of, 0)])
    consumer.seek_to_beginning()
    found = [next(consumer) for _ in range(count)]
    consumer.close()
    return found


def join(group, *topics, **config):
    return KafkaConsumer(*topics, bootstrap_servers=broker, group_id=group, auto_offset_reset="earliest", consumer_timeout_ms=60_000,
                         enable_auto_commit=False, **config)


def records():
    t = topic("records")
    write(t, dict(key=b"k", value=b"v"))
    assert [(r.key, r.value) for r in read(t)] == [(b"k", b"v")]


def headers():
    t = topic("headers")
    write(t, dict(value=b"v", headers=[("a", b"1"), ("a", b"2")]))
    assert list(read(t)[0].headers) == [("a", b"1"), ("a", b"2")]


def tombstones():
    t = topic("tombstones")
    write(t, dict(key=b"k", value=None))
    assert read(t)[0].value is None


def large():
    t = topic("large", max_message_bytes="4000000")
    write(t, dict(value=b"x" * 3_000_000), max_request_size=4_000_000)
    assert len(read(t)[0].value) == 3_000_000


def packed(codec, module):
    def run():
        if module:
            __import__(module)
        t = topic(codec)
        write(t, dict(value=b"x" * 1000), compression_type=codec)
        assert read(t)[0].value == b"x" * 1000

    return run


def create_time():
    t = topic("create-time")
    write(t, dict(value=b"v", timestamp_ms=1_000))
    assert (read(t)[0].timestamp, read(t)[0].timestamp_type) == (1_000, 0)


def append_time():
    t = topic("append-time", message_timestamp_type="LogAppendTime")
    write(t, dict(value=b"v", timestamp_ms=1_000))
    assert read(t)[0].timestamp > 1_000_000 and read(t)[0].timestamp_type == 1


def group():
    t = topic("group")
    write(t, *[dict(value=b"%d" % i) for i in range(3)])
    first = join(f"{prefix}-group", t)
    assert next(first).value == b"0"
    first.commit()
    first.close()
    second = join(f"{prefix}-group", t)
    assert next(second).value == b"1"
    second.close()


def topics():
    t = topic("topics", 2)
    admin.create_partitions({t: NewPartitions(3)})
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, t, {"retention.ms": "1234567"})])
    shown = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, t)])[0].resources[0][4]
    assert ("retention.ms", "1234567") in [entry[:2] for entry in shown]
    assert len(admin.describe_topics([t])[0]["partitions"]) == 3
    admin.delete_topics([t])
    assert t not in admin.list_topics()


def by_time():
    t = topic("by-time")
    write(t, dict(value=b"a", timestamp_ms=1_000), dict(value=b"b", timestamp_ms=2_000))
    p = TopicPartition(t, 0)
    assert KafkaConsumer(bootstrap_servers=broker).offsets_for_times({p: 1_500})[p].offset == 1


def groups():
    t = topic("groups")
    write(t, dict(value=b"v"))
    member = join(f"{prefix}-groups", t)
    next(member)
    member.commit()
    member.close()
    g = f"{prefix}-groups"
    assert g in [name for name, _ in admin.list_consumer_groups()]
    assert admin.list_consumer_group_offsets(g)[TopicPartition(t, 0)].offset == 1
    assert admin.describe_consumer_groups([g])[0].state == "Empty"
    admin.delete_consumer_groups([g])
    assert g not in [name for name, _ in admin.list_consumer_groups()]


def acls():
    pattern = ResourcePattern(ResourceType.TOPIC, f"{prefix}-acls")
    rule = ACL("User:anna", "*", ACLOperation.READ, ACLPermissionType.ALLOW, pattern)
    assert len(admin.create_acls([rule])["succeeded"]) == 1
    found, _ = admin.describe_acls(ACLFilter("User:anna", None, ACLOperation.ANY, ACLPermissionType.ANY, pattern))
    assert found == [rule]
    admin.delete_acls([ACLFilter("User:anna", None, ACLOperation.ANY, ACLPermissionType.ANY, pattern)])


def compacted():
    t = topic("compacted", cleanup_policy="compact", segment_bytes="14", min_cleanable_dirty_ratio="0")
    for key, value in ((b"k", b"1"), (b"k", b"2"), (b"end", b"end")):
        write(t, dict(key=key, value=value))
    until = time.monotonic() + 60
    while [r.value for r in read(t, 2)] != [b"2", b"end"]:
        assert time.monotonic() < until, "the older one stays"


features = {
    "records": records, "headers": headers, "tombstones": tombstones, "large": large, "gzip": packed("gzip", None),
    "snappy": packed("snappy", "snappy"), "lz4": packed("lz4", "lz4"), "zstd": packed("zstd", "zstandard"), "create time": create_time,
    "append time": append_time, "group": group, "topics": topics, "by time": by_time, "groups": groups, "acls": acls,
    "compacted": compacted,
}
for name, run in features.items():
    try:
        run()
        print(f"{name}\tok", flush=True)
    except ModuleNotFoundError:
        print(f"{name}\tnone", flush=True)
    except Exception as e:
        print(f"{name}\tfailed {type(e).__name__} {e}".replace("\n", " "), flush=True)
