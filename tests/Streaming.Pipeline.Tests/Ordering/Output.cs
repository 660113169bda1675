using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Pipeline.Ordering;

namespace Streaming.Pipeline.Tests.Ordering;

/// <summary>What left a merge, as one sequence: events <c>time:id</c>, labels with a leading <c>L</c>, flags behind.</summary>
sealed class Output
{
    public List<string> Rows { get; } = [];
    public List<long> Rejected { get; } = [];

    /// <summary>Positions and clock after each batch, with the number of rows before that point.</summary>
    public List<(MergedBatch Batch, int Rows, int Rejected)> Cuts { get; } = [];

    public void Add(MergedBatch batch)
    {
        var label = 0;
        for (var e = 0; e <= (batch.Events?.Length ?? 0); e++)
        {
            for (; label < batch.LabelBefore.Length && batch.LabelBefore[label] == e; label++)
                Rows.Add("L" + Text(batch.Labels!, label));
            if (e < batch.Events?.Length)
                Rows.Add(Text(batch.Events, e));
        }
        label.ShouldBe(batch.Labels?.Length ?? 0);
        if (batch.Rejected is { } rejected)
            Rejected.AddRange(Columns.Int64(rejected, SystemColumns.Offset));
        Cuts.Add((batch, Rows.Count, Rejected.Count));
    }

    public void Drain(EventTimeMerge merge, int maxRows)
    {
        while (merge.Take(maxRows) is { } batch)
            Add(batch);
    }

    static string Text(RecordBatch batch, int row)
    {
        var time = Columns.Int64(batch, SystemColumns.EventTime)[row];
        var id = Encoding.UTF8.GetString(Columns.Bytes(batch, "id")[row]);
        var flags = (RowFlags)Columns.UInt8(batch, SystemColumns.Flags)[row];
        return flags == RowFlags.None ? $"{time}:{id}" : $"{time}:{id}:{flags}";
    }
}
