namespace Streaming.Application.SimulateEvents;

/// <summary>What is to be simulated.</summary>
public sealed record SimulateEventsRequest
{
    /// <summary>A usual share of hostile records.</summary>
    public const double UsualHostility = 0.01;

    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Null: until stopped.</summary>
    public long? Events { get; init; }

    /// <summary>Go on after so many, which an earlier run has published.</summary>
    public long Skip { get; init; }

    /// <summary>Events a second; null: as fast as possible.</summary>
    public double? Rate { get; init; }

    /// <summary>Of the events; null: that of the topology's simulator.yaml.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Hostile records for each event.</summary>
    public double Hostile { get; init; }

    /// <summary>Of topics that have to be made.</summary>
    public int Partitions { get; init; } = 4;
}

/// <summary>What is on the topics, acknowledged.</summary>
/// <param name="Events">Good ones.</param>
/// <param name="LabelsTopic">Null where the topology takes no labels.</param>
/// <param name="Complete">False where it was stopped before the end.</param>
public sealed record SimulatedEvents(
    string Topology,
    string Topic,
    long Events,
    long Hostile,
    string? LabelsTopic,
    long Labels,
    double Seconds,
    bool Complete
);
