using Streaming.Lineage.Lookup;
using Streaming.Topology;

namespace Streaming.Application.FindRecord;

/// <summary>The one record among those of an id about which something was decided.</summary>
static class ScoredRecord
{
    /// <summary>The scored one; a duplicate that was rejected has the same event id.</summary>
    /// <param name="records">Of the id, at least one.</param>
    /// <param name="id">As it was asked for.</param>
    /// <exception cref="StreamingException">There is none, or there are several.</exception>
    public static LineageRecord Only(IReadOnlyList<LineageRecord> records, string id) =>
        records.Where(r => r.Decision is not null).ToList() switch
        {
            [var one] => one,
            [] => throw new StreamingException(
                records[0].Rejection is { } rejection
                    ? $"{id} was rejected ({rejection.Reason}), so nothing was decided about it."
                    : $"{id} is recorded, and not scored yet."
            ),
            var several => throw new StreamingException(
                $"{id} was scored {several.Count} times. Name the one by its lineage id: "
                    + $"{string.Join(", ", several.Select(r => r.LineageId))}."
            ),
        };
}
