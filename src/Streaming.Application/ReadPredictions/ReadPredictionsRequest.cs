using System.ComponentModel.DataAnnotations;

namespace Streaming.Application.ReadPredictions;

/// <summary>Which predictions are wanted.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Follow">Go on with new ones until stopped.</param>
/// <param name="Limit">Null: as many as there are, or <see cref="DefaultLast"/> where only the last ones are wanted.</param>
/// <param name="Skip">How many of the latest to pass over.</param>
/// <param name="FromBeginning">Start with the oldest one still on the topic.</param>
public sealed record ReadPredictionsRequest(
    string Topology,
    bool Follow = false,
    [property: Range(1, 10_000_000)] int? Limit = null,
    [property: Range(0, 1_000_000)] int Skip = 0,
    bool FromBeginning = false
)
{
    /// <summary>As many of the last ones, where nothing else is said.</summary>
    public const int DefaultLast = 20;

    /// <summary>They come one by one, for as long as they do; else a page of the last ones.</summary>
    public bool IsStream => Follow || FromBeginning;
}
