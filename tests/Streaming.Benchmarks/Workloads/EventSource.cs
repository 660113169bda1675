using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Topology.Model;

namespace Streaming.Benchmarks.Workloads;

/// <summary>Which events a publisher is to send.</summary>
/// <param name="Kind">How they come about.</param>
/// <param name="Rows">How many.</param>
/// <param name="File">Of transactions, where they come from one.</param>
/// <param name="Time">Event time of a <see cref="EventKind.Probe"/>.</param>
sealed record EventSource(EventKind Kind, int Rows, string? File = null, Timestamp Time = default)
{
    /// <summary>How many transactions the file has that the figures are about; as many are made up where it is missing.</summary>
    public const int AllTransactions = 622_892;

    /// <summary>Transactions from the file that was named or found, or simulated ones.</summary>
    public static EventSource OfTransactions(string? file, int? rows) =>
        (file ?? Repository.FindTransactions()) is { } path
            ? new EventSource(EventKind.File, rows ?? AllTransactions, Path.GetFullPath(path))
            : new EventSource(EventKind.Simulated, rows ?? AllTransactions);

    public IRecordSource Open(TopologyModel topology) =>
        Kind switch
        {
            EventKind.File => new FileEvents(topology, File!, new FileEventsSettings { Limit = Rows }),
            EventKind.Simulated => new SimulatedEvents(topology, Rows),
            EventKind.Numeric => new NumericEvents(Rows),
            EventKind.Live => new LiveTransactions(Rows, TimeProvider.System),
            EventKind.Probe => new LiveTransactions(Time),
            _ => throw new ArgumentOutOfRangeException(nameof(topology), Kind, null),
        };
}

enum EventKind
{
    /// <summary>A file of transactions.</summary>
    File,

    /// <summary>The topology's own simulator.</summary>
    Simulated,

    /// <summary>Fifteen numbers each.</summary>
    Numeric,

    /// <summary>Transactions that happen while they are published.</summary>
    Live,

    /// <summary>A single transaction.</summary>
    Probe,
}
