using System.ComponentModel.DataAnnotations;
using Streaming.Application.CanaryModel;
using Streaming.Topology.Model;

namespace Streaming.Application.RollOutModel;

/// <summary>Which version is to be rolled out, and how carefully.</summary>
public sealed record RollOutModelRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Version of the model that the topology names.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>Rows that it scores as a shadow, without failing, before it decides anything.</summary>
    [Range(1, int.MaxValue)]
    public long ShadowRows { get; init; } = 1000;

    /// <summary>Share of the keys that it decides about as a canary.</summary>
    [Range(0.000_001, CanaryModelRequest.MaxShare)]
    public double CanaryShare { get; init; } = 0.1;

    /// <summary>Labelled rows after which a version that was not shown to be better is taken back.</summary>
    [Range(1, int.MaxValue)]
    public long MostLabelled { get; init; } = 100_000;

    /// <summary>Labelled rows in which the champion is still held against the version before it, and taken back where that was better; 0:
    /// none.</summary>
    [Range(0, int.MaxValue)]
    public long WatchLabelled { get; init; } = 10_000;

    /// <summary>Times the alerts of the one in use that it may raise, or as many times fewer, once it has scored
    /// <see cref="ShadowRows"/>; null: any number.</summary>
    [Range(1.0, 1_000_000.0)]
    public double? Alerts { get; init; }

    /// <summary>Share of the rows that it may raise alerts on, from then on, whatever the one in use does; null: any.</summary>
    [Range(0.000_001, 1.0)]
    public double? MostAlerts { get; init; }

    /// <summary>Population stability index of its scores against those of the one in use, at most, from then on; null: any.</summary>
    [Range(0.0, 1000.0)]
    public double? Scores { get; init; }

    /// <summary>How far the declared groups may fare from each other, before it is promoted; null: as the topology file says under
    /// <c>learning.gates</c>.</summary>
    public IReadOnlyList<FairnessBound>? Fairness { get; init; }

    /// <summary>What becomes of a version that was shown to be better.</summary>
    public Promotion Promotion { get; init; }

    /// <summary>Chance of each wrong verdict.</summary>
    [Range(1e-6, 0.5)]
    public double Alpha { get; init; } = 0.05;

    /// <summary>By how much smaller its mean squared error has to be for it to be better.</summary>
    [Range(0, 0.5)]
    public double Margin { get; init; }

    /// <summary>By how much greater its mean squared error may be before it is worse.</summary>
    [Range(0, 0.5)]
    public double Tolerance { get; init; }
}

/// <summary>What becomes of a version that was shown to be better.</summary>
public enum Promotion
{
    /// <summary>It is promoted.</summary>
    Automatic,

    /// <summary>It stays a canary, and the rollout ends: a person promotes it.</summary>
    Stop,

    /// <summary>It stays a canary, and is taken back if it turns out worse, until a person promotes or rejects it.</summary>
    Wait,
}
