using System.Net.Sockets;
using Streaming.Embedded;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Store;
using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>Why an operation could not be done, as every door gets it.</summary>
/// <param name="Code">Of what kind the fault is: refused, missing, invalid, mismatch, rejected, pending, busy, failed, kafka, postgres,
/// file, network or unexpected; of jobs, interrupted too.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Cure">What would mend it, for the door to word; null: the message says all there is.</param>
public sealed record OperationFault(string Code, string Message, Cure? Cure)
{
    /// <summary>What a fault looks like from outside: its sentence, and its cure where there is one.</summary>
    public static OperationFault Of(Exception fault) =>
        fault switch
        {
            RefusedException => new("refused", fault.Message, null),
            StoreUnavailableException away => new("postgres", away.Message, away.Cure ?? Cure.Examine),
            StreamingException known => new(CodeOf(known.Kind), known.Message, known.Cure),
            EmbeddedException => new("failed", fault.Message, null),
            AggregateException { InnerExceptions: [var only] } => Of(only),
            _ when KafkaFaults.ReasonOf(fault) is { } reason => new("kafka", $"Kafka: {reason}.", Cure.Examine),
            _ when PostgresFaults.ReasonOf(fault) is { } reason => new("postgres", $"PostgreSQL: {reason}.", Cure.Examine),
            UnauthorizedAccessException or IOException => new("file", fault.Message, null),
            SocketException => new("network", $"{fault.Message}.", Cure.Examine),
            _ => new("unexpected", $"Unexpected error: {fault.Message}", Cure.Report),
        };

    static string CodeOf(FailureKind kind) =>
        kind switch
        {
            FailureKind.Missing => "missing",
            FailureKind.Invalid => "invalid",
            FailureKind.Busy => "busy",
            FailureKind.Mismatch => "mismatch",
            FailureKind.Rejected => "rejected",
            FailureKind.Pending => "pending",
            _ => "failed",
        };
}
