using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Explaining;

/// <summary>Which rows of a decided batch are explained. It hangs on the row alone, so that a replay finds the same ones.</summary>
sealed class RowSelection(ExplainWhen when, string id)
{
    /// <summary>Other events than those of a canary with the same share.</summary>
    const long Seed = 0x6578706c61696e;

    readonly byte[][] _decisions = [.. when.Decisions.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>Their numbers, in order.</summary>
    public int[] Of(RecordBatch decided)
    {
        if (when.Every)
            return [.. Enumerable.Range(0, decided.Length)];
        var chosen = new List<int>();
        var decisions = Columns.Bytes(decided, TableNames.Decision);
        var scores = Columns.Float(decided, TableNames.Score);
        var ids = new TextColumn(decided, id);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < decided.Length; row++)
        {
            if (IsNear(scores[row]) || IsDecided(decisions[row]) || CanaryShare.Takes(ids.Text(row, scratch), Seed, when.Sample))
                chosen.Add(row);
        }

        return [.. chosen];
    }

    bool IsNear(float score)
    {
        foreach (var band in when.Near)
        {
            if (Math.Abs(score - band.Score!.Value) <= band.By)
                return true;
        }

        return false;
    }

    bool IsDecided(ReadOnlySpan<byte> decision)
    {
        foreach (var one in _decisions)
        {
            if (decision.SequenceEqual(one))
                return true;
        }

        return false;
    }
}
