using System.Net;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;

namespace Streaming.Embedded.Kafka;

/// <summary>How an <see cref="EmbeddedKafka"/> is set up. Topic settings given here are defaults that a topic's own configuration
/// overrides.</summary>
public sealed record KafkaOptions
{
    /// <summary>Where logs and state live. Created if absent; one broker at a time may use it. Null: a temporary folder, which goes away
    /// with the broker.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>TCP port; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Address to listen on, and the one told to clients.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Encrypts connections; null: they are not.</summary>
    public KafkaTls? Tls { get; init; }

    /// <summary>Who may come in, and how they prove it; null: nobody has to say who he is.</summary>
    public KafkaAuthentication? Authentication { get; init; }

    /// <summary>What whoever is in may do; null: everything.</summary>
    public KafkaAuthorization? Authorization { get; init; }

    /// <summary>Whether asking for the metadata of an unknown topic, as producers do before they write to it, creates it.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Partitions of a topic that is created without a count.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>Size in bytes at which a segment is closed and a new one begun (<c>segment.bytes</c>).</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Age at which a segment that holds data is closed (<c>segment.ms</c>).</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Age past which whole segments are deleted (<c>retention.ms</c>); null keeps for ever.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes a partition keeps before its oldest segments are deleted (<c>retention.bytes</c>); null keeps all.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>Largest record batch accepted, in bytes as sent (<c>max.message.bytes</c>).</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>Largest request accepted; a longer one closes its connection.</summary>
    public int MaxRequestBytes { get; init; } = 100 << 20;

    /// <summary>Most connections at a time; one more is closed at once (<c>max.connections</c>). Default: as many as the system
    /// has.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>Most connections at a time from one address (<c>max.connections.per.ip</c>). Default: no limit of its own.</summary>
    public int MaxConnectionsPerAddress { get; init; } = int.MaxValue;

    /// <summary>How long a client may be silent, or leave an answer unread, before its connection is closed
    /// (<c>connections.max.idle.ms</c>).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most fetch sessions at a time (<c>max.incremental.fetch.session.cache.slots</c>): a consumer without one says with each
    /// fetch everything that it wants. 0: none.</summary>
    public int MaxFetchSessions { get; init; } = 1000;

    /// <summary>Largest fetch response, in bytes of records (<c>fetch.max.bytes</c>); one batch that is larger comes all the same. Each
    /// fetch that is answered takes so much memory. With its heads the default fits a buffer of 8 MiB.</summary>
    public int MaxFetchBytes { get; init; } = 7 << 20;

    /// <summary>
    /// How often written data is forced to disk. Between two flushes data is in the operating system's page cache: it survives
    /// the death of the process at any point (kill -9), but not a power loss. Null flushes only on a clean stop and when a segment is
    /// closed.
    /// </summary>
    public TimeSpan? FlushInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After how many records of a partition they are forced to disk before the last of them is acknowledged (<c>flush.messages</c>).
    /// With 1 whatever was acknowledged, offsets, transactions and topics too, survives a power loss; each producer waits for the disk
    /// then. Default: the count does not matter, only <see cref="FlushInterval"/> does.
    /// </summary>
    public long FlushMessages { get; init; } = long.MaxValue;

    /// <summary>How often retention is applied.</summary>
    public TimeSpan RetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often compacted topics are looked at (<c>log.cleaner.backoff.ms</c>). What is cleaned are closed segments: a topic with
    /// few records needs a small <c>segment.ms</c> or <c>max.compaction.lag.ms</c>.</summary>
    public TimeSpan CompactionCheckInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the first rebalance of an empty group waits for more members.</summary>
    public TimeSpan GroupInitialRebalanceDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Shortest session time-out a group member may ask for.</summary>
    public TimeSpan GroupMinSessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Longest session time-out a group member may ask for.</summary>
    public TimeSpan GroupMaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a member of a group that the broker assigns (<c>group.protocol=consumer</c>) may be silent before it is out of it
    /// (<c>group.consumer.session.timeout.ms</c>).</summary>
    public TimeSpan ConsumerGroupSessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How often such a member is to show up (<c>group.consumer.heartbeat.interval.ms</c>).</summary>
    public TimeSpan ConsumerGroupHeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the offsets of a group without members are kept.</summary>
    public TimeSpan OffsetsRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest transaction time-out a producer may ask for.</summary>
    public TimeSpan MaxTransactionTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an idle transactional id is remembered.</summary>
    public TimeSpan TransactionalIdExpiration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a partition remembers the sequence numbers of a producer that went silent.</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The clock for time-outs, retention and log append times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The folder in use; a start has seen to it that there is one.</summary>
    internal string Folder => DataDirectory!;

    /// <exception cref="EmbeddedKafkaException">A value is one the broker cannot work with.</exception>
    internal void Validate()
    {
        Require(Port is >= 0 and <= 65535, nameof(Port), Port, "0 (any free port) to 65535");
        Require(DefaultPartitions is >= 1 and <= 10_000, nameof(DefaultPartitions), DefaultPartitions, "1 to 10000");
        Require(SegmentBytes is >= 1024 and <= int.MaxValue, nameof(SegmentBytes), SegmentBytes, "1024 to 2147483647");
        Require(Retention is null || Retention > TimeSpan.Zero, nameof(Retention), Retention, "more than zero, or none");
        Require(RetentionBytes is null or >= 0, nameof(RetentionBytes), RetentionBytes, "0 or more, or none");
        Require(SegmentAge > TimeSpan.Zero, nameof(SegmentAge), SegmentAge, "more than zero");
        Require(MaxMessageBytes >= 1024, nameof(MaxMessageBytes), MaxMessageBytes, "1024 or more");
        Require(MaxRequestBytes >= 1024, nameof(MaxRequestBytes), MaxRequestBytes, "1024 or more");
        Require(MaxFetchBytes >= 1024, nameof(MaxFetchBytes), MaxFetchBytes, "1024 or more");
        Require(MaxFetchSessions >= 0, nameof(MaxFetchSessions), MaxFetchSessions, "0 or more");
        Require(MaxConnections >= 1, nameof(MaxConnections), MaxConnections, "1 or more");
        Require(MaxConnectionsPerAddress >= 1, nameof(MaxConnectionsPerAddress), MaxConnectionsPerAddress, "1 or more");
        Require(
            IdleTimeout > TimeSpan.Zero && IdleTimeout.TotalMilliseconds < int.MaxValue,
            nameof(IdleTimeout),
            IdleTimeout,
            "more than zero, up to 24 days"
        );
        Require(
            ConsumerGroupHeartbeatInterval >= TimeSpan.FromMilliseconds(1)
                && ConsumerGroupHeartbeatInterval < ConsumerGroupSessionTimeout
                && ConsumerGroupSessionTimeout.TotalMilliseconds < int.MaxValue,
            nameof(ConsumerGroupHeartbeatInterval),
            ConsumerGroupHeartbeatInterval,
            $"1 ms or more, and less than {nameof(ConsumerGroupSessionTimeout)}, which is up to 24 days"
        );
        RequireSafeAuthentication();
        Require(FlushInterval is null || FlushInterval > TimeSpan.Zero, nameof(FlushInterval), FlushInterval, "more than zero, or none");
        Require(FlushMessages >= 1, nameof(FlushMessages), FlushMessages, "1 or more");
        Require(RetentionCheckInterval > TimeSpan.Zero, nameof(RetentionCheckInterval), RetentionCheckInterval, "more than zero");
        Require(CompactionCheckInterval > TimeSpan.Zero, nameof(CompactionCheckInterval), CompactionCheckInterval, "more than zero");
    }

    void RequireSafeAuthentication()
    {
        if (Authentication is null)
            return;
        if (Authentication.Mechanisms.Count == 0)
        {
            throw new EmbeddedKafkaException(
                $"The broker's option {nameof(Authentication)} lets nobody in: give it {nameof(KafkaAuthentication.Users)} or "
                    + $"{nameof(KafkaAuthentication.Bearer)}."
            );
        }

        var local = Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
        if (Tls is null && !local && Authentication.Mechanisms.Any(m => m.ShowsSecrets()))
        {
            throw new EmbeddedKafkaException(
                $"The broker's option {nameof(Authentication)} would have passwords or tokens sent unencrypted to {Host}: set "
                    + $"{nameof(Tls)}, or listen on 127.0.0.1."
            );
        }
    }

    static void Require(bool holds, string name, object? value, string expected)
    {
        if (!holds)
            throw new EmbeddedKafkaException($"The broker's option {name} is {value}: give it {expected}.");
    }
}
