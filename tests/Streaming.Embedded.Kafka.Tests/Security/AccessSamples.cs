using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Tests.Log;
using static Streaming.Embedded.Kafka.Protocol.ErrorCode;
using static Streaming.Embedded.Kafka.Security.Access.KafkaOperation;
using static Streaming.Embedded.Kafka.Security.Access.KafkaResourceType;

namespace Streaming.Embedded.Kafka.Tests.Security;

/// <summary>A request, and what it asks the authorizer for, in order.</summary>
/// <param name="Version">The version it is written in.</param>
/// <param name="Body">Writes it.</param>
/// <param name="Needs">What a client must be allowed.</param>
sealed record AccessSample(short Version, Action<WireWriter> Body, params (KafkaOperation Operation, KafkaResourceType Type)[] Needs)
{
    /// <summary>Whether an answer leaves out what may not be seen, instead of an error.</summary>
    public bool Hides { get; init; }
}

/// <summary>For every request one that touches topic "t", group "g" and transactional id "x": what each demands, in one table.</summary>
static class AccessSamples
{
    public static readonly Dictionary<ApiKey, AccessSample> All = new()
    {
        [ApiKey.ApiVersions] = new(0, _ => { }),
        [ApiKey.SaslHandshake] = new(1, w => w.String("PLAIN")),
        [ApiKey.SaslAuthenticate] = new(1, w => w.Bytes([])),
        [ApiKey.DescribeCluster] = new(0, w => w.Bool(false)),
        [ApiKey.Metadata] = new(1, w => Strings(w, "fresh"), (Describe, Topic), (Create, Cluster), (Create, Topic)),
        [ApiKey.FindCoordinator] = new(0, w => w.String("g"), (Describe, Group)),
        [ApiKey.Produce] = new(3, Produce, (Write, TransactionalId), (Write, Topic)),
        [ApiKey.Fetch] = new(4, Fetch, (Read, Topic)),
        [ApiKey.ListOffsets] = new(1, w => Partition(w, -1, tail: w => w.Int64(-1)), (Describe, Topic)),
        [ApiKey.DeleteRecords] = new(
            1,
            w =>
            {
                Partition(w, null, w => w.Int64(0));
                w.Int32(1000);
            },
            (Delete, Topic)
        ),
        [ApiKey.OffsetForLeaderEpoch] = new(2, w => Partition(w, null, w =>
                {
                    w.Int32(-1);
                    w.Int32(0);
                }), (Describe, Topic)),
        [ApiKey.DescribeLogDirs] = new(3, w => w.Array(-1), (Describe, Cluster)),
        [ApiKey.DescribeProducers] = new(0, w => Indexes(w), (Read, Topic)),
        [ApiKey.CreateTopics] = new(7, CreateTopics, (Create, Cluster), (Create, Topic), (DescribeConfigs, Topic)),
        [ApiKey.DeleteTopics] = new(
            1,
            w =>
            {
                Strings(w, "t");
                w.Int32(1000);
            },
            (Delete, Topic)
        ),
        [ApiKey.CreatePartitions] = new(0, CreatePartitions, (Alter, Topic)),
        [ApiKey.DescribeConfigs] = new(
            1,
            w =>
            {
                Resources(w, 2, "t", w => w.Array(-1));
                w.Bool(false);
            },
            (DescribeConfigs, Topic)
        ),
        [ApiKey.AlterConfigs] = new(
            0,
            w =>
            {
                Resources(w, 4, "1", w => w.Array(0));
                w.Bool(false);
            },
            (AlterConfigs, Cluster)
        ),
        [ApiKey.IncrementalAlterConfigs] = new(
            0,
            w =>
            {
                Resources(w, 2, "t", Setting);
                w.Bool(false);
            },
            (AlterConfigs, Topic)
        ),
        [ApiKey.ListPartitionReassignments] = new(
            0,
            w =>
            {
                w.Int32(1000);
                w.Array(-1);
                w.Tags();
            },
            (Describe, Cluster)
        ),
        [ApiKey.JoinGroup] = new(4, JoinGroup, (Read, Group)),
        [ApiKey.SyncGroup] = new(
            0,
            w =>
            {
                w.String("g");
                w.Int32(1);
                w.String("m");
                w.Array(0);
            },
            (Read, Group)
        ),
        [ApiKey.Heartbeat] = new(
            0,
            w =>
            {
                w.String("g");
                w.Int32(1);
                w.String("m");
            },
            (Read, Group)
        ),
        [ApiKey.LeaveGroup] = new(
            0,
            w =>
            {
                w.String("g");
                w.String("m");
            },
            (Read, Group)
        ),
        [ApiKey.OffsetCommit] = new(2, OffsetCommit, (Read, Group), (Read, Topic)),
        [ApiKey.OffsetFetch] = new(
            2,
            w =>
            {
                w.String("g");
                Indexes(w);
            },
            (Describe, Group),
            (Describe, Topic)
        ),
        [ApiKey.OffsetDelete] = new(
            0,
            w =>
            {
                w.String("g");
                Indexes(w);
            },
            (Delete, Group),
            (Read, Topic)
        ),
        [ApiKey.ListGroups] = new(0, _ => { }, (Describe, Cluster), (Describe, Group)) { Hides = true },
        [ApiKey.DescribeGroups] = new(0, w => Strings(w, "g"), (Describe, Group)),
        [ApiKey.DeleteGroups] = new(0, w => Strings(w, "g"), (Delete, Group)),
        [ApiKey.InitProducerId] = new(
            0,
            w =>
            {
                w.String("x");
                w.Int32(60_000);
            },
            (Write, TransactionalId)
        ),
        [ApiKey.AddPartitionsToTxn] = new(
            0,
            w =>
            {
                Producer(w);
                Indexes(w);
            },
            (Write, TransactionalId),
            (Write, Topic)
        ),
        [ApiKey.AddOffsetsToTxn] = new(
            0,
            w =>
            {
                Producer(w);
                w.String("g");
            },
            (Write, TransactionalId),
            (Read, Group)
        ),
        [ApiKey.TxnOffsetCommit] = new(0, TxnOffsetCommit, (Write, TransactionalId), (Read, Group), (Read, Topic)),
        [ApiKey.EndTxn] = new(
            0,
            w =>
            {
                Producer(w);
                w.Bool(true);
            },
            (Write, TransactionalId)
        ),
        [ApiKey.ConsumerGroupHeartbeat] = new(1, Heartbeat, (Read, Group), (Describe, Topic)),
        [ApiKey.ConsumerGroupDescribe] = new(
            0,
            w =>
            {
                Strings(w, "g");
                w.Bool(false);
                w.Tags();
            },
            (Describe, Group)
        ),
        [ApiKey.ListTransactions] = new(
            0,
            w =>
            {
                w.Array(0);
                w.Array(0);
                w.Tags();
            },
            (Describe, TransactionalId)
        )
        {
            Hides = true,
        },
        [ApiKey.DescribeTransactions] = new(
            0,
            w =>
            {
                Strings(w, "x");
                w.Tags();
            },
            (Describe, TransactionalId),
            (Describe, Topic)
        )
        {
            Hides = true,
        },
        [ApiKey.DescribeAcls] = new(1, w => Acl(w, 1), (Describe, Cluster)),
        [ApiKey.CreateAcls] = new(
            1,
            w =>
            {
                w.Array(1);
                Acl(w, 3);
            },
            (Alter, Cluster)
        ),
        [ApiKey.DeleteAcls] = new(
            1,
            w =>
            {
                w.Array(1);
                Acl(w, 3);
            },
            (Alter, Cluster)
        ),
        [ApiKey.DescribeClientQuotas] = new(
            0,
            w =>
            {
                w.Array(0);
                w.Bool(false);
            },
            (DescribeConfigs, Cluster)
        ),
        [ApiKey.AlterClientQuotas] = new(0, Quota, (AlterConfigs, Cluster)),
        [ApiKey.DescribeUserScramCredentials] = new(
            0,
            w =>
            {
                w.Array(-1);
                w.Tags();
            },
            (Describe, Cluster)
        ),
        [ApiKey.AlterUserScramCredentials] = new(0, AlterUser, (Alter, Cluster)),
    };

    static void Strings(WireWriter writer, params string[] values)
    {
        writer.Array(values.Length);
        foreach (var value in values)
            writer.String(value);
    }

    static void Produce(WireWriter writer)
    {
        writer.String("x");
        writer.Int16(-1);
        writer.Int32(1000);
        Partition(writer, null, w => w.Bytes(Batches.Plain("v")));
    }

    static void Fetch(WireWriter writer)
    {
        foreach (var value in (int[])[-1, 0, 0, 1000])
            writer.Int32(value);
        writer.Int8(0);
        Partition(writer, null, w =>
        {
            w.Int64(0);
            w.Int32(1000);
        });
    }

    /// <summary>One partition of "t", after the replica's id where there is one.</summary>
    static void Partition(WireWriter writer, int? replica, Action<WireWriter> tail)
    {
        if (replica is { } id)
            writer.Int32(id);
        writer.Array(1);
        writer.String("t");
        writer.Array(1);
        writer.Int32(0);
        tail(writer);
    }

    static void Indexes(WireWriter writer)
    {
        writer.Array(1);
        writer.String("t");
        writer.Int32Array([0]);
        writer.Tags();
        if (writer.Flexible)
            writer.Tags();
    }

    static void CreateTopics(WireWriter writer)
    {
        writer.Array(1);
        writer.String("new");
        writer.Int32(1);
        writer.Int16(1);
        writer.Array(0);
        writer.Array(0);
        writer.Tags();
        writer.Int32(1000);
        writer.Bool(false);
        writer.Tags();
    }

    static void CreatePartitions(WireWriter writer)
    {
        writer.Array(1);
        writer.String("t");
        writer.Int32(2);
        writer.Array(-1);
        writer.Int32(1000);
        writer.Bool(false);
    }

    static void Resources(WireWriter writer, sbyte type, string name, Action<WireWriter> tail)
    {
        writer.Array(1);
        writer.Int8(type);
        writer.String(name);
        tail(writer);
    }

    static void Setting(WireWriter writer)
    {
        writer.Array(1);
        writer.String("retention.ms");
        writer.Int8(0);
        writer.String("1000000");
    }

    static void JoinGroup(WireWriter writer)
    {
        writer.String("g");
        writer.Int32(10_000);
        writer.Int32(10_000);
        writer.String("");
        writer.String("consumer");
        writer.Array(1);
        writer.String("range");
        writer.Bytes([]);
    }

    /// <summary>A new member that names "t" and finds it by an expression, too.</summary>
    static void Heartbeat(WireWriter writer)
    {
        writer.String("g");
        writer.String("m");
        writer.Int32(0);
        writer.String(null);
        writer.String(null);
        writer.Int32(1000);
        Strings(writer, "t");
        writer.String("t.*");
        writer.String("uniform");
        writer.Array(0);
        writer.Tags();
    }

    static void OffsetCommit(WireWriter writer)
    {
        writer.String("g");
        writer.Int32(-1);
        writer.String("");
        writer.Int64(-1);
        Partition(writer, null, Offset);
    }

    static void Offset(WireWriter writer)
    {
        writer.Int64(7);
        writer.String("");
    }

    static void Producer(WireWriter writer)
    {
        writer.String("x");
        writer.Int64(1);
        writer.Int16(0);
    }

    static void TxnOffsetCommit(WireWriter writer)
    {
        writer.String("x");
        writer.String("g");
        writer.Int64(1);
        writer.Int16(0);
        Partition(writer, null, Offset);
    }

    static void Acl(WireWriter writer, sbyte permission)
    {
        writer.Int8(2);
        writer.String("t");
        writer.Int8(3);
        writer.String("User:anna");
        writer.String("*");
        writer.Int8(3);
        writer.Int8(permission);
    }

    static void Quota(WireWriter writer)
    {
        writer.Array(1);
        Strings(writer, "user");
        writer.String("anna");
        Strings(writer, "producer_byte_rate");
        writer.Int64(BitConverter.DoubleToInt64Bits(1000));
        writer.Bool(false);
        writer.Bool(false);
    }

    static void AlterUser(WireWriter writer)
    {
        writer.Array(0);
        writer.Array(1);
        writer.String("anna");
        writer.Int8(1);
        writer.Int32(4096);
        writer.Bytes(new byte[16]);
        writer.Bytes(new byte[32]);
        writer.Tags();
        writer.Tags();
    }
}
