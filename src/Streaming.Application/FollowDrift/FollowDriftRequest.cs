using Streaming.Drift.Columns;

namespace Streaming.Application.FollowDrift;

/// <summary>What is to be watched, and how.</summary>
public sealed record FollowDriftRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Average run length, rows of the reference, sampling.</summary>
    public ColumnsOptions Options { get; init; } = new();

    /// <summary>Only up to the end that lineage has now.</summary>
    public bool ToEnd { get; init; }

    /// <summary>Forget what was found before, and look at everything again.</summary>
    public bool Anew { get; init; }
}
