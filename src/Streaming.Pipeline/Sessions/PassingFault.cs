using Confluent.Kafka;
using Streaming.Inference.Models;
using Streaming.Lineage;
using Streaming.Pipeline.Commit;
using Streaming.Store;
using Streaming.Topology;

namespace Streaming.Pipeline.Sessions;

/// <summary>Which faults pass by themselves, so that a stage tries again.</summary>
static class PassingFault
{
    /// <summary>
    /// Faults of Kafka, PostgreSQL or the network, a model that fails, and lost races for a partition. Any other message for the user
    /// stands whatever
    /// caused it; anything else is a defect and is not hidden by trying again.
    /// </summary>
    public static bool Is(Exception fault) =>
        fault switch
        {
            StoreUnavailableException => true,
            // Another version may be put to use, and what a model runs on may come back.
            ModelRunException => true,
            StreamingException => false,
            KafkaException or AppendConflictException or TimeoutException or System.IO.IOException or System.Net.Sockets.SocketException =>
                true,
            _ when PostgresFaults.ReasonOf(fault) is not null => true,
            AggregateException aggregate => aggregate.InnerExceptions.All(Is),
            _ => fault.InnerException is { } inner && Is(inner),
        };
}
