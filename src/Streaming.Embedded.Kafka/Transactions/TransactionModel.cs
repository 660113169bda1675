using System.Collections.Immutable;
using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>All that is known of a transactional id at one moment. Immutable.</summary>
/// <param name="ProducerId">Whose it is now.</param>
/// <param name="Epoch">The producer's epoch: one that comes with an older one is fenced.</param>
/// <param name="LastEpoch">The epoch before the last bump that its own producer asked for; -1 where there was none. It tells a repeated
/// request from one by a fenced producer.</param>
/// <param name="TimeoutMs">How long a transaction may stay open before it is aborted.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Partitions">What the open transaction has written to, or announced that it will.</param>
/// <param name="Groups">Whose offsets it commits.</param>
/// <param name="Started">When the open transaction began, in Unix milliseconds.</param>
/// <param name="LastUpdate">When anything last changed, in Unix milliseconds.</param>
sealed record TransactionModel(
    long ProducerId,
    short Epoch,
    short LastEpoch,
    int TimeoutMs,
    TransactionStatus Status,
    ImmutableHashSet<TopicPartition> Partitions,
    ImmutableHashSet<string> Groups,
    long Started,
    long LastUpdate
)
{
    public bool IsPrepared => Status is TransactionStatus.PrepareCommit or TransactionStatus.PrepareAbort;

    public static byte[] Key(string transactionalId) => StateKey.Of(StateKind.Transaction, writer => writer.String(transactionalId));

    public byte[] Encode() =>
        StateKey.Encode(writer =>
        {
            writer.Int64(ProducerId);
            writer.Int16(Epoch);
            writer.Int16(LastEpoch);
            writer.Int32(TimeoutMs);
            writer.Int8((sbyte)Status);
            writer.Int64(Started);
            writer.Int64(LastUpdate);
            writer.Array(Partitions.Count);
            foreach (var partition in Partitions)
            {
                writer.String(partition.Topic);
                writer.Int32(partition.Partition);
            }

            writer.Array(Groups.Count);
            foreach (var group in Groups)
                writer.String(group);
        });

    public static TransactionModel Decode(byte[] value)
    {
        var reader = new WireReader(value, flexible: false);
        var model = new TransactionModel(
            reader.Int64(),
            reader.Int16(),
            reader.Int16(),
            reader.Int32(),
            (TransactionStatus)reader.Int8(),
            [],
            [],
            reader.Int64(),
            reader.Int64()
        );
        var partitions = ImmutableHashSet.CreateBuilder<TopicPartition>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            partitions.Add(new TopicPartition(reader.String(), reader.Int32()));
        return model with { Partitions = partitions.ToImmutable(), Groups = [.. reader.StringArray()] };
    }
}
