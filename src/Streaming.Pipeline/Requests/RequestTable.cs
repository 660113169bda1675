using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;

namespace Streaming.Pipeline.Requests;

/// <summary>Requests as rows of a batch, one below the other, and their answers out of it.</summary>
sealed class RequestTable(IReadOnlyList<string> features)
{
    /// <summary>string: what the caller called the request.</summary>
    public const string Id = "request_id";

    /// <summary>string, may be null: who asked.</summary>
    public const string Caller = "asked_by";

    /// <summary>The columns up to the score.</summary>
    public Schema Schema { get; } =
        new(
            [
                new Field(SystemColumns.ArrivalTime, Int64Type.Default, nullable: false),
                new Field(SystemColumns.EventTime, Int64Type.Default, nullable: false),
                new Field(Id, StringType.Default, nullable: false),
                new Field(Caller, StringType.Default, nullable: true),
                .. features.Select(f => new Field(f, FloatType.Default, nullable: false)),
            ],
            metadata: null
        );

    /// <summary>Requests in their order; what is asked now happens now.</summary>
    public RecordBatch Rows(IReadOnlyList<AskedRows> asked, Timestamp now)
    {
        var count = asked.Sum(a => a.Rows);
        var times = new Int64Array.Builder().AppendRange(Enumerable.Repeat(now.Micros, count)).Build();
        var (ids, callers) = (new StringArray.Builder(), new StringArray.Builder());
        var columns = features.Select(_ => new FloatArray.Builder().Reserve(count)).ToArray();
        foreach (var request in asked)
        {
            for (var row = 0; row < request.Rows; row++)
            {
                ids.Append(request.Id);
                callers.Append(request.Caller);
                for (var feature = 0; feature < columns.Length; feature++)
                    columns[feature].Append(request.Matrix[(row * columns.Length) + feature]);
            }
        }

        return new RecordBatch(Schema, [times, times, ids.Build(), callers.Build(), .. columns.Select(c => c.Build())], count);
    }

    /// <summary>No row, with a score: what a decision can look at.</summary>
    public RecordBatch Nothing() => Rows([], default).With(TableNames.Score, FloatType.Default, new FloatArray.Builder().Build());

    /// <summary>What some rows came to.</summary>
    public static (float[] Scores, string[] Decisions) Answers(RecordBatch scored, int first, int count)
    {
        var decisions = Columns.Bytes(scored, TableNames.Decision);
        var texts = new string[count];
        for (var row = 0; row < count; row++)
            texts[row] = Encoding.UTF8.GetString(decisions[first + row]);
        return (Columns.Float(scored, TableNames.Score).Slice(first, count).ToArray(), texts);
    }
}
