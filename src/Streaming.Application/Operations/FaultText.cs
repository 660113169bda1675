using System.Net.Sockets;
using Streaming.Embedded;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>Errors as text for the user.</summary>
public static class FaultText
{
    /// <param name="fault">What went wrong.</param>
    /// <param name="verbose">With where.</param>
    public static string Describe(Exception fault, bool verbose)
    {
        if (verbose) return fault.ToString();
        return fault switch
        {
            StreamingException or EmbeddedException => fault.Message,
            AggregateException { InnerExceptions: [var only] } => Describe(only, verbose),
            _ when KafkaFaults.ReasonOf(fault) is { } reason => $"Kafka: {reason}. See whether it runs and can be reached: streaming doctor.",
            _ when PostgresFaults.ReasonOf(fault) is { } reason => $"PostgreSQL: {reason}. See whether it runs and can be reached: streaming doctor.",
            UnauthorizedAccessException or IOException => fault.Message,
            SocketException => $"{fault.Message}. See whether Kafka and PostgreSQL run and can be reached: streaming doctor.",
            _ => $"Unexpected error: {fault.Message} (--verbose shows where; please report it).",
        };
    }
}
