namespace Streaming.Cli.Commands.Train;

/// <summary>How the user wants a model trained. Times are microseconds; null: no bound.</summary>
internal sealed record TrainRequest
{
    public required string Topology { get; init; }
    public long? From { get; init; }
    public long? To { get; init; }
    public double TestShare { get; init; } = 0.3;
    public int Trees { get; init; } = 100;
    public int Leaves { get; init; } = 31;
    public double LearningRate { get; init; } = 0.05;
    public int Seed { get; init; } = 1;
    public bool Use { get; init; }
}
