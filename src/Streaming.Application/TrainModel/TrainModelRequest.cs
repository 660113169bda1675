using System.ComponentModel.DataAnnotations;
using Streaming.Events.Time;

namespace Streaming.Application.TrainModel;

/// <summary>How a model is wanted. Without a time, there is no bound.</summary>
public sealed record TrainModelRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>First event time to take rows from.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows are taken.</summary>
    public Timestamp? To { get; init; }

    /// <summary>Share of the time kept for judging, at the end.</summary>
    [Range(0.01, 0.99)]
    public double TestShare { get; init; } = 0.3;

    /// <summary>How many trees the model has.</summary>
    [Range(1, 10_000)]
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves of a tree.</summary>
    [Range(2, 100_000)]
    public int Leaves { get; init; } = 31;

    /// <summary>What each tree's say is multiplied by.</summary>
    [Range(0.000_001, 1.0)]
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Score with the new version at once.</summary>
    public bool Use { get; init; }
}
