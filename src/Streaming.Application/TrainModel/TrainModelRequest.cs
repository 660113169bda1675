using System.ComponentModel.DataAnnotations;
using Streaming.Events.Time;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

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

    /// <summary>The newest so much of event time is taken; null: there is no such bound.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>Id of a dataset to train on again, instead of a period; null: all that is recorded in the period.</summary>
    public string? Dataset { get; init; }

    /// <summary>Share of the time kept for judging, at the end.</summary>
    [Range(0.01, 0.99)]
    public double TestShare { get; init; } = 0.3;

    /// <summary>What the model is grown with.</summary>
    public Algorithm Algorithm { get; init; }

    /// <summary>How many trees the model has. This and what follows: null takes the algorithm's default, and what it does not have is
    /// refused.</summary>
    [Range(1, 10_000)]
    public int? Trees { get; init; }

    /// <summary>Most leaves of a tree.</summary>
    [Range(2, 1024)]
    public int? Leaves { get; init; }

    /// <summary>What each tree's say is multiplied by.</summary>
    [Range(0.000_001, 1.0)]
    public double? LearningRate { get; init; }

    /// <summary>Fewest rows in a leaf.</summary>
    [Range(1, 1_000_000)]
    public int? MinRowsPerLeaf { get; init; }

    /// <summary>Into how many bins the values of a feature are sorted.</summary>
    [Range(2, 65_535)]
    public int? Bins { get; init; }

    /// <summary>How often the rows are gone through (sdca, gam).</summary>
    [Range(1, 100_000)]
    public int? Rounds { get; init; }

    /// <summary>Weight of the squares of what is fitted.</summary>
    [Range(0.0, 1_000_000.0)]
    public double? L2 { get; init; }

    /// <summary>Share of the rows that a tree sees.</summary>
    [Range(0.000_001, 1.0)]
    public double? RowShare { get; init; }

    /// <summary>Share of the features that a tree sees.</summary>
    [Range(0.000_001, 1.0)]
    public double? FeatureShare { get; init; }

    /// <summary>How much a positive row weighs against a negative one; the odds are corrected for it. Null: so much that both classes weigh
    /// the same in all.</summary>
    [Range(0.000_001, 1_000_000.0)]
    public double? PositiveWeight { get; init; } = 1;

    /// <summary>Age at which a row weighs half of what the newest does; null: age does not count.</summary>
    public TimeSpan? HalfLife { get; init; }

    /// <summary>How probabilities are put right on the last quarter of the time to learn from; null: not.</summary>
    public CalibrationMethod? Calibrate { get; init; }

    /// <summary>An attribute of the topology's <c>fairness.groups</c>: rows weigh so much that group and label are independent of each
    /// other; null: none.</summary>
    public string? Reweigh { get; init; }

    /// <summary>Search the settings that are null, over periods of the time to learn from, instead of taking the defaults.</summary>
    public bool Search { get; init; }

    /// <summary>Most trials of a search; the first has the defaults.</summary>
    [Range(1, 10_000)]
    public int Trials { get; init; } = 30;

    /// <summary>No trial of a search begins after so long; null: there is time.</summary>
    public TimeSpan? SearchTime { get; init; }

    /// <summary>Periods that each trial of a search is judged on.</summary>
    [Range(1, 50)]
    public int Folds { get; init; } = 4;

    /// <summary>Of everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Score with the new version at once.</summary>
    public bool Use { get; init; }
}
