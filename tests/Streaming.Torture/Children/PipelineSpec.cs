namespace Streaming.Torture.Children;

/// <summary>What a pipeline process is told.</summary>
/// <param name="Topology">See <see cref="TortureTopology.Load"/>.</param>
/// <param name="ClockShift">How far its clock is from the true time when it starts.</param>
/// <param name="Name">Name under which it runs, and prefix of its topics.</param>
sealed record PipelineSpec(
    string? Topology,
    string Name,
    string Kafka,
    string Postgres,
    string Instance,
    int Partitions,
    int MaxBatchRows,
    TimeSpan SessionTimeout,
    TimeSpan TransactionTimeout,
    TimeSpan ClockShift = default
);
