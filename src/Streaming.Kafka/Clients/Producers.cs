using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>Settings of producers by purpose; every setting here carries a promise.</summary>
public static class Producers
{
    /// <summary>A stage's: one transaction after the other; delivery reports are off because the commit surfaces every error.</summary>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="id">Transactional id: the same after a restart, so that what was left open is ended at once.</param>
    /// <param name="timeout">How long an open transaction may hold back readers.</param>
    public static ProducerConfig Transactional(KafkaConnection connection, string id, TimeSpan timeout)
    {
        var config = Idempotent(connection);
        config.TransactionalId = id;
        config.TransactionTimeoutMs = (int)timeout.TotalMilliseconds;
        config.MessageTimeoutMs = (int)timeout.TotalMilliseconds;
        config.EnableDeliveryReports = false;
        // The default, rebootstrap, can leave a transaction hanging when the only broker restarts. Without it a client may be left
        // without brokers: the transaction then times out, and the next session has a new client. Consumers must not lack it: a
        // fenced broker is not in the metadata, and they would never hear of it again.
        config.MetadataRecoveryStrategy = MetadataRecoveryStrategy.None;
        return config;
    }

    /// <summary>Whoever has to tell where each record of a transaction lies.</summary>
    /// <inheritdoc cref="Transactional"/>
    internal static ProducerConfig TransactionalReporting(KafkaConnection connection, string id, TimeSpan timeout)
    {
        var config = Transactional(connection, id, timeout);
        config.EnableDeliveryReports = true;
        config.DeliveryReportFields = "none";
        // What comes together is handed over together; waiting for more would only add to each answer.
        config.LingerMs = 0;
        return config;
    }

    /// <summary>For a run that writes and is gone: no transaction, so that every record's delivery has to be reported.</summary>
    public static ProducerConfig Reporting(KafkaConnection connection)
    {
        var config = Idempotent(connection);
        config.MaxInFlight = OneUnderWay;
        config.EnableDeliveryReports = true;
        config.DeliveryReportFields = "none";
        return config;
    }

    /// <summary>
    /// For a publisher: no delivery report a record. Without gaps the order of each partition is kept; a record that cannot be
    /// delivered is a fatal error of the whole producer, and an empty queue means that every record is acknowledged.
    /// </summary>
    internal static ProducerConfig Publishing(KafkaConnection connection)
    {
        var config = Idempotent(connection);
        config.MaxInFlight = OneUnderWay;
        config.EnableDeliveryReports = false;
        config.LingerMs = 5;
        config.QueueBufferingMaxMessages = 100_000;
        config.QueueBufferingMaxKbytes = 64 * 1024;
        // A broker that is away for a while is waited for; records must not time out one by one.
        config.MessageTimeoutMs = 0;
        config.Set("enable.gapless.guarantee", "true");
        return config;
    }

    /// <summary>
    /// With several requests under way, a broker that comes back may see a later one first; the client then starts its sequence anew,
    /// and what had been written without an answer is written twice (seen on Apache Kafka). Transactions abort instead.
    /// </summary>
    const int OneUnderWay = 1;

    static ProducerConfig Idempotent(KafkaConnection connection) =>
        new(connection.Settings())
        {
            EnableIdempotence = true,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 1,
            BatchSize = 1 << 20,
            BatchNumMessages = 20_000,
            QueueBufferingMaxMessages = 500_000,
            QueueBufferingMaxKbytes = 256 * 1024,
            MessageMaxBytes = KafkaLimits.MaxMessageBytes,
            StickyPartitioningLingerMs = 0,
        };
}
