using System.ComponentModel.DataAnnotations;

namespace Streaming.Application.ListRecords;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Key">Only records of this key; null: of any.</param>
/// <param name="Decision">Only records that were decided so; null: any, rejected ones too.</param>
/// <param name="Limit">Most to list.</param>
/// <param name="Before">Lineage id: only what was recorded before that record; null: from the last one on.</param>
public sealed record ListRecordsRequest(
    string Topology,
    string? Key = null,
    string? Decision = null,
    [property: Range(1, ListRecordsRequest.HighestLimit)] int Limit = ListRecordsRequest.DefaultLimit,
    string? Before = null
)
{
    /// <summary>A screen of them.</summary>
    public const int DefaultLimit = 20;

    /// <summary>They are held in memory; whoever wants all takes an export.</summary>
    public const int HighestLimit = 10_000;
}
