using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>Which of the versions that scored a batch decided a row.</summary>
static class Deciders
{
    /// <summary>Null where the rule did, or nothing scored.</summary>
    public static ModelInRole? Of(BatchHeader header, RecordBatch rows, int row)
    {
        if (!Columns.Has(rows, RecordColumns.DecidedBy))
            return header.Model;
        var place = ((UInt8Array)Columns.Column(rows, RecordColumns.DecidedBy)).GetValue(row) ?? 0;
        if (place >= header.ScoredBy.Count)
            throw new LineageCorruptException($"a row of it was decided in place {place}, and its header names {header.ScoredBy.Count}");
        return header.ScoredBy[place] is { Role: not ModelRole.Rule } model ? model : null;
    }
}
