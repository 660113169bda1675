using System.Net.Sockets;
using Confluent.Kafka;
using Npgsql;
using Streaming.Inference.Models;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Sessions;
using Streaming.Store;
using Streaming.Topology;

namespace Streaming.Pipeline.Tests.Sessions;

/// <summary>
/// Fails where a stage gives up although the dependency comes back by itself, and where it tries for ever, and quietly, what only a
/// person can mend, or what is a defect.
/// </summary>
public sealed class PassingFaultTests
{
    static readonly KafkaException Kafka = new(new Error(ErrorCode.Local_Transport));

    public static TheoryData<string, Exception, bool> Faults =>
        new()
        {
            { "Kafka", Kafka, true },
            { "PostgreSQL", new NpgsqlException("the connection is broken"), true },
            { "another process was first", new AppendConflictException(new StreamKey("t", "s", 0), 3), true },
            { "no answer in time", new TimeoutException(), true },
            { "network", new SocketException(10061), true },
            { "stream broken off", new IOException("reset"), true },
            { "lineage is away", new StoreUnavailableException("PostgreSQL is away", Kafka), true },
            { "a model that fails", new ModelRunException("it fails", "no idea", Kafka), true },
            { "a model that cannot be loaded", new ModelException("do this"), false },
            { "for a person", new StreamingException("do this"), false },
            { "for a person, though Kafka caused it", new StreamingException("do this", Kafka), false },
            { "records lost by Kafka", new LostRecordsException(new TopicPartition("t", 0), 5, Kafka), false },
            { "defect", new InvalidOperationException("never"), false },
            { "defect in a feature", new NullReferenceException(), false },
            { "wrapped by a library", new InvalidOperationException("while reading", Kafka), true },
            { "wrapped defect", new InvalidOperationException("while reading", new ArgumentException("never")), false },
            { "for a person, wrapped", new InvalidOperationException("while reading", new StreamingException("do this", Kafka)), false },
            { "several that pass", new AggregateException(Kafka, new TimeoutException()), true },
            { "several with a defect among them", new AggregateException(Kafka, new ArgumentException("never")), false },
        };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_passes_by_itself_is_tried_again(string fault, Exception thrown, bool passes) =>
        PassingFault.Is(thrown).ShouldBe(passes, fault);
}
