import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.*;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.*;

/** What Apache's own client can do, each feature tried for real. Arguments: the broker, a prefix for topics and groups. */
public class JavaClient {
    interface Feature {
        void run() throws Exception;
    }

    static String broker, prefix;
    static Admin admin;

    static Map<String, Object> with(String... pairs) {
        var config = new HashMap<String, Object>();
        config.put("bootstrap.servers", broker);
        for (int i = 0; i < pairs.length; i += 2) config.put(pairs[i], pairs[i + 1]);
        return config;
    }

    static void check(Object found, Object expected) {
        if (!Objects.equals(found, expected)) throw new AssertionError(found + " is not " + expected);
    }

    static String topic(String name, int partitions, String... pairs) throws Exception {
        var config = new HashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) config.put(pairs[i], pairs[i + 1]);
        admin.createTopics(List.of(new NewTopic(prefix + "-" + name, partitions, (short) 1).configs(config))).all().get();
        return prefix + "-" + name;
    }

    static ProducerRecord<String, String> record(String topic, Long time, String key, String value) {
        return new ProducerRecord<>(topic, 0, time, key, value);
    }

    static void write(Map<String, Object> config, List<ProducerRecord<String, String>> records) throws Exception {
        config.put("acks", "all");
        config.put("max.request.size", "4000000");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (var record : records) producer.send(record).get();
        }
    }

    static KafkaConsumer<String, String> consumer(String group, String... pairs) {
        var config = with(pairs);
        config.put("group.id", prefix + "-" + group);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("max.partition.fetch.bytes", "4000000");
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    static List<ConsumerRecord<String, String>> take(KafkaConsumer<String, String> consumer, int count) {
        var found = new ArrayList<ConsumerRecord<String, String>>();
        long until = System.nanoTime() + 60_000_000_000L;
        while (found.size() < count) {
            if (System.nanoTime() > until) throw new AssertionError("nothing came");
            consumer.poll(Duration.ofMillis(200)).forEach(found::add);
        }
        return found;
    }

    static List<ConsumerRecord<String, String>> read(String topic, int count, String... pairs) {
        try (var consumer = consumer("reader", pairs)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return take(consumer, count);
        }
    }

    static void grouped(String name, String... pairs) throws Exception {
        var t = topic(name, 1);
        write(with(), List.of(record(t, null, "k", "0"), record(t, null, "k", "1")));
        for (var expected : List.of("0", "1")) {
            try (var consumer = consumer(name, pairs)) {
                consumer.subscribe(List.of(t));
                var first = take(consumer, 1).get(0);
                check(first.value(), expected);
                consumer.commitSync(Map.of(new TopicPartition(t, 0), new OffsetAndMetadata(first.offset() + 1)));
            }
        }
    }

    /** Two members share a topic; the broker says who reads what, and an expression finds the topic as well. */
    static void consumerProtocol() throws Exception {
        grouped("consumer-protocol", "group.protocol", "consumer");
        grouped("consumer-protocol-static", "group.protocol", "consumer", "group.instance.id", "one");
        var t = topic("consumer-protocol-shared", 4);
        try (var one = consumer("shared", "group.protocol", "consumer"); var other = consumer("shared", "group.protocol", "consumer")) {
            one.subscribe(List.of(t));
            other.subscribe(new SubscriptionPattern(t + ".*"));
            long until = System.nanoTime() + 60_000_000_000L;
            while (one.assignment().size() != 2 || other.assignment().size() != 2) {
                if (System.nanoTime() > until) throw new AssertionError(one.assignment() + " and " + other.assignment());
                one.poll(Duration.ofMillis(50));
                other.poll(Duration.ofMillis(50));
            }
            var group = prefix + "-shared";
            var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            check(described.members().size(), 2);
            check(described.type().toString(), "Consumer");
        }
    }

    static void packed(String codec) throws Exception {
        var t = topic(codec, 1);
        write(with("compression.type", codec), List.of(record(t, null, "k", "x".repeat(1000))));
        check(read(t, 1).get(0).value(), "x".repeat(1000));
    }

    static void transactions() throws Exception {
        var t = topic("transactions", 1);
        var config = with("transactional.id", prefix + "-transactions");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(t, null, "k", "aborted")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(record(t, null, "k", "committed"));
            producer.commitTransaction();
        }
        check(read(t, 1, "isolation.level", "read_committed").get(0).value(), "committed");
        check(read(t, 1, "isolation.level", "read_uncommitted").get(0).value(), "aborted");
    }

    static void topics() throws Exception {
        var t = topic("topics", 2);
        admin.createPartitions(Map.of(t, NewPartitions.increaseTo(3))).all().get();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, t);
        var change = new AlterConfigOp(new ConfigEntry("retention.ms", "1234567"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
        check(admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value(), "1234567");
        check(admin.describeTopics(List.of(t)).allTopicNames().get().get(t).partitions().size(), 3);
        admin.deleteTopics(List.of(t)).all().get();
        check(admin.listTopics().names().get().contains(t), false);
    }

    static void byTime() throws Exception {
        var t = topic("by-time", 1);
        write(with(), List.of(record(t, 1000L, "k", "a"), record(t, 2000L, "k", "b")));
        var p = new TopicPartition(t, 0);
        check(admin.listOffsets(Map.of(p, OffsetSpec.forTimestamp(1500))).partitionResult(p).get().offset(), 1L);
        check(admin.listOffsets(Map.of(p, OffsetSpec.maxTimestamp())).partitionResult(p).get().offset(), 1L);
    }

    static void deleteRecords() throws Exception {
        var t = topic("delete-records", 1);
        write(with(), List.of(record(t, null, "k", "0"), record(t, null, "k", "1")));
        var p = new TopicPartition(t, 0);
        check(admin.deleteRecords(Map.of(p, RecordsToDelete.beforeOffset(1))).lowWatermarks().get(p).get().lowWatermark(), 1L);
        check(read(t, 1).get(0).value(), "1");
    }

    static void groups() throws Exception {
        grouped("groups");
        var group = prefix + "-groups";
        var p = new TopicPartition(group, 0);
        check(admin.describeConsumerGroups(List.of(group)).all().get().get(group).groupState().toString(), "Empty");
        check(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(p).offset(), 2L);
        admin.deleteConsumerGroupOffsets(group, Set.of(p)).all().get();
        check(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().get(p), null);
        admin.deleteConsumerGroups(List.of(group)).all().get();
        check(admin.listGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group)), false);
    }

    static void acls() throws Exception {
        var rule = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, prefix + "-acls", PatternType.LITERAL),
            new AccessControlEntry("User:anna", "*", AclOperation.READ, AclPermissionType.ALLOW));
        admin.createAcls(List.of(rule)).all().get();
        check(List.copyOf(admin.describeAcls(rule.toFilter()).values().get()), List.of(rule));
        check(List.copyOf(admin.deleteAcls(List.of(rule.toFilter())).all().get()), List.of(rule));
    }

    static void scram() throws Exception {
        var made = new UserScramCredentialUpsertion(prefix, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "pass");
        admin.alterUserScramCredentials(List.of(made)).all().get();
        check(admin.describeUserScramCredentials(List.of(prefix)).all().get().get(prefix).credentialInfos().size(), 1);
        admin.alterUserScramCredentials(List.of(new UserScramCredentialDeletion(prefix, ScramMechanism.SCRAM_SHA_256))).all().get();
    }

    static void quotas() throws Exception {
        var anna = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "anna"));
        try {
            var wanted = new ClientQuotaAlteration(anna, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1000.0)));
            admin.alterClientQuotas(List.of(wanted)).all().get();
            throw new AssertionError("a quota was taken");
        } catch (ExecutionException e) {
            check(e.getCause().getClass(), UnsupportedVersionException.class);
        }
    }

    static void records(String name, String key, String value) throws Exception {
        var t = topic(name, 1, "max.message.bytes", "4000000");
        write(with(), List.of(record(t, null, key, value)));
        var found = read(t, 1).get(0);
        check(found.key(), key);
        check(found.value(), value);
    }

    static void headers() throws Exception {
        var t = topic("headers", 1);
        var sent = record(t, null, "k", "v");
        for (var value : List.of("1", "2")) sent.headers().add("a", value.getBytes(StandardCharsets.UTF_8));
        write(with(), List.of(sent));
        var values = new ArrayList<String>();
        read(t, 1).get(0).headers().headers("a").forEach(h -> values.add(new String(h.value(), StandardCharsets.UTF_8)));
        check(values, List.of("1", "2"));
    }

    static void time(String name, String type, TimestampType expected) throws Exception {
        var t = topic(name, 1, "message.timestamp.type", type);
        write(with(), List.of(record(t, 1000L, "k", "v")));
        var found = read(t, 1).get(0);
        check(found.timestampType(), expected);
        check(found.timestamp() == 1000L, expected == TimestampType.CREATE_TIME);
    }

    static void compacted() throws Exception {
        var t = topic("compacted", 1, "cleanup.policy", "compact", "segment.bytes", "14", "min.cleanable.dirty.ratio", "0");
        for (var r : List.of(record(t, null, "k", "1"), record(t, null, "k", "2"), record(t, null, "end", "end"))) write(with(), List.of(r));
        long until = System.nanoTime() + 60_000_000_000L;
        while (!read(t, 2).stream().map(ConsumerRecord::value).toList().equals(List.of("2", "end")))
            if (System.nanoTime() > until) throw new AssertionError("the older one stays");
    }

    public static void main(String[] arguments) {
        broker = arguments[0];
        prefix = arguments[1];
        admin = Admin.create(with());
        var features = new LinkedHashMap<String, Feature>();
        features.put("records", () -> records("records", "k", "v"));
        features.put("headers", JavaClient::headers);
        features.put("tombstones", () -> records("tombstones", "k", null));
        features.put("large", () -> records("large", "k", "x".repeat(3_000_000)));
        for (var codec : List.of("gzip", "snappy", "lz4", "zstd")) features.put(codec, () -> packed(codec));
        features.put("create time", () -> time("create-time", "CreateTime", TimestampType.CREATE_TIME));
        features.put("append time", () -> time("append-time", "LogAppendTime", TimestampType.LOG_APPEND_TIME));
        features.put("group", () -> grouped("group"));
        features.put("static", () -> grouped("static", "group.instance.id", "one"));
        features.put("cooperative", () -> grouped("cooperative", "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()));
        features.put("consumer protocol", JavaClient::consumerProtocol);
        features.put("transactions", JavaClient::transactions);
        features.put("topics", JavaClient::topics);
        features.put("by time", JavaClient::byTime);
        features.put("delete records", JavaClient::deleteRecords);
        features.put("groups", JavaClient::groups);
        features.put("acls", JavaClient::acls);
        features.put("scram", JavaClient::scram);
        features.put("quotas", JavaClient::quotas);
        features.put("compacted", JavaClient::compacted);
        features.forEach((name, feature) -> {
            try {
                feature.run();
                System.out.println(name + "\tok");
            } catch (Throwable e) {
                System.out.println(name + "\tfailed " + e.toString().replace('\n', ' '));
            }
        });
        admin.close(Duration.ofSeconds(1));
        System.exit(0);
    }
}
