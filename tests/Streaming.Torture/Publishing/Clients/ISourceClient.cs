using Streaming.Kafka;

namespace Streaming.Torture.Publishing.Clients;

/// <summary>A client of Kafka's that writes to the topics outside.</summary>
interface ISourceClient : IDisposable
{
    /// <summary>Writes each record once and in order, whatever happens to the broker.</summary>
    bool IsExact { get; }

    /// <summary>Where it puts a key.</summary>
    int PartitionOf(byte[] key, int partitions);

    /// <summary>Hands a record over; waits while too many are under way.</summary>
    void Send(KafkaPartition to, byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>> headers);

    /// <summary>Returns when the broker has acknowledged everything.</summary>
    /// <exception cref="Streaming.Topology.StreamingException">It has refused something for good.</exception>
    void Acknowledge();
}
