using System.ComponentModel.DataAnnotations;
using Streaming.Events.Time;

namespace Streaming.Application.SummariseExplanations;

/// <summary>Which scores are explained together.</summary>
public sealed record SummariseExplanationsRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Version of the topology's model; null: the champion.</summary>
    public int? Version { get; init; }

    /// <summary>First event time; null: from the beginning.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows are taken; null: up to the end.</summary>
    public Timestamp? To { get; init; }

    /// <summary>Rows that are drawn at most.</summary>
    [Range(LeastRows, MostRows)]
    public int Rows { get; init; } = UsualRows;

    /// <summary>Page to draw on, <c>.html</c>; null: none.</summary>
    public string? Plot { get; init; }

    /// <summary>Enough for two halves of a hundred.</summary>
    public const int LeastRows = 200;

    /// <summary>Enough for a picture and for a hundredth of a probability.</summary>
    public const int UsualRows = 10_000;

    /// <summary>As many as are held in memory.</summary>
    public const int MostRows = 100_000;
}
