using Streaming.Inference.Serving;

namespace Streaming.TestDriver;

/// <summary>How a pipeline is driven.</summary>
public sealed record DriverOptions
{
    /// <summary>Partitions of every topic.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>What scores; null: the topology's rule. The driver disposes of it.</summary>
    public ServedModel? Model { get; init; }

    /// <summary>What is tried beside it. The driver disposes of them.</summary>
    public IReadOnlyList<Challenger> Challengers { get; init; } = [];

    /// <summary>What the pipeline takes for now when it starts; it moves by <see cref="PipelineDriver.Advance"/> alone. Null: the time at
    /// which it is made.</summary>
    public DateTimeOffset? Now { get; init; }
}
