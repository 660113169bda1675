using System.ComponentModel.DataAnnotations;
using Streaming.Events.Time;

namespace Streaming.Application.CompareModels;

/// <summary>Which version to compare with the one in use, and what decides.</summary>
public sealed record CompareModelsRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>The version that was tried beside the one in use, as a shadow or a canary.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>First event time to compare; null: the first.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows are compared; null: to the last.</summary>
    public Timestamp? To { get; init; }

    /// <summary>Chance of each wrong verdict, however often it is looked at.</summary>
    [Range(1e-6, 0.5)]
    public double Alpha { get; init; } = 0.05;

    /// <summary>By how much smaller its mean squared error has to be for it to be better.</summary>
    [Range(0, 0.5)]
    public double Margin { get; init; }

    /// <summary>By how much greater its mean squared error may be before it is worse.</summary>
    [Range(0, 0.5)]
    public double Tolerance { get; init; }
}
