namespace Streaming.Cli.Commands.Simulate;

/// <summary>What the user wants simulated.</summary>
internal sealed record SimulateRequest
{
    public const double UsualHostility = 0.01;

    public required string Topology { get; init; }

    /// <summary>Null: until stopped.</summary>
    public long? Events { get; init; }
    public long Skip { get; init; }
    public double? Rate { get; init; }
    public ulong? Seed { get; init; }

    /// <summary>Hostile records for each event.</summary>
    public double Hostile { get; init; }
    public int Partitions { get; init; } = 4;
}
