using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>Which records are listed: those with the key and the decision, where both are given.</summary>
/// <param name="Topology">Whose.</param>
/// <param name="KeyColumn">Column of the key, for batches that do not name it (<see cref="BatchHeader.KeyColumn"/>).</param>
public sealed record RecordQuery(string Topology, string KeyColumn)
{
    /// <summary>Text of the key; null: any.</summary>
    public string? Key { get; init; }

    /// <summary>Rejected records have none. Null: any, or none.</summary>
    public string? Decision { get; init; }

    /// <summary>Most to list.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Only what was recorded before this record; null: from the last one on.</summary>
    public LineageId? Before { get; init; }
}
