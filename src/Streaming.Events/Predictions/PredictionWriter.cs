using System.Text;
using Apache.Arrow;
using Streaming.Events.Explaining;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Events.Predictions;

/// <summary>
/// Writes predictions as docs/schemas/prediction-v1.schema.json describes them. The same rows give the same bytes. Nothing is
/// allocated per row: the texts of a batch share one buffer. Safe to share between threads.
/// </summary>
public sealed class PredictionWriter
{
    /// <summary>Goes up when a reader of the previous one could misunderstand a prediction.</summary>
    public const int SchemaVersion = 1;

    const int ExpectedBytes = 320;

    readonly TopologyModel _topology;
    readonly byte[] _prefix;
    readonly byte[][] _decisions;

    /// <param name="topology">Whose predictions these are.</param>
    public PredictionWriter(TopologyModel topology)
    {
        _topology = topology;
        _prefix = Utf8(
            $"{{\"schema\":{SchemaVersion},\"topology\":\"{Escaped(topology.Name)}\","
                + $"\"topology_version\":{topology.Version},\"event_id\":\""
        );
        _decisions = [.. topology.Score.Decisions.Select(d => Utf8($",\"decision\":\"{Escaped(d.Name)}\""))];
    }

    /// <param name="rows">Accepted rows with system columns and fields.</param>
    /// <param name="scores">One a row; NaN where the rule gave none.</param>
    /// <param name="decisions">Index of the decision of each row in <see cref="ScoreModel.Decisions"/>.</param>
    /// <param name="scoredBy">What scored the batch, the one that decides first.</param>
    /// <param name="decidedBy">Place in <paramref name="scoredBy"/> of what decided, one a row; empty: the first did.</param>
    /// <param name="lineagePrefix"><c>topology/stage/partition/version/</c>, to which the row's number is added.</param>
    /// <param name="members">Further members of each, in their order; null: none has any.</param>
    public PredictionBatch Write(
        RecordBatch rows,
        ReadOnlySpan<float> scores,
        ReadOnlySpan<int> decisions,
        IReadOnlyList<ScoredBy> scoredBy,
        ReadOnlySpan<byte> decidedBy,
        string lineagePrefix,
        ReadOnlySpan<PredictionMembers?> members = default
    )
    {
        var ids = new TextColumn(rows, _topology.Source.Id);
        var keys = new TextColumn(rows, _topology.Source.Key);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var flags = Columns.UInt8(rows, SystemColumns.Flags);
        byte[][] tails = [.. scoredBy.Select(by => Utf8($"{Model(by)},\"lineage_id\":\"{Escaped(lineagePrefix)}"))];
        var prefixLength = Encoding.UTF8.GetByteCount(Escaped(lineagePrefix));
        var json = new JsonBuffer(rows.Length * ExpectedBytes);
        var ends = new int[rows.Length];
        var lineageIds = new (int, int)[rows.Length];
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < rows.Length; row++)
        {
            json.Write(_prefix);
            json.WriteEscaped(ids.Text(row, scratch));
            json.Write("\",\"key\":\""u8);
            json.WriteEscaped(keys.Text(row, scratch));
            json.Write("\",\"event_time\":\""u8);
            json.WriteTime(times[row]);
            json.Write("\",\"score\":"u8);
            json.WriteFloat(scores[row]);
            json.Write(_decisions[decisions[row]]);
            json.Write(tails[decidedBy.IsEmpty ? 0 : decidedBy[row]]);
            var lineageStart = json.Length - prefixLength;
            json.WriteInteger(row);
            lineageIds[row] = (lineageStart, json.Length - lineageStart);
            json.Write("\""u8);
            foreach (var member in members)
            {
                if (member is not null)
                    json.Write(member.Of(row));
            }

            json.Write((flags[row] & (byte)RowFlags.Late) != 0 ? ",\"late\":true}"u8 : "}"u8);
            ends[row] = json.Length;
        }
        return new PredictionBatch(json.Array, ends, lineageIds);
    }

    /// <summary>One prediction that a person overrode.</summary>
    public byte[] Write(OverriddenPrediction prediction)
    {
        var json = new JsonBuffer(2 * ExpectedBytes);
        json.Write(_prefix);
        json.Write(Utf8($"{Escaped(prediction.EventId)}\",\"key\":\"{Escaped(prediction.Key)}\",\"event_time\":\""));
        json.WriteTime(prediction.EventTime);
        json.Write("\",\"score\":"u8);
        json.WriteFloat(prediction.Score);
        json.Write(Utf8($",\"decision\":\"{Escaped(prediction.Decision)}\"{Model(prediction.ScoredBy)}"));
        json.Write(Utf8($",\"lineage_id\":\"{Escaped(prediction.LineageId)}\",\"override\":{{\"of\":\"{Escaped(prediction.Record)}\""));
        json.Write(Utf8($",\"overruled\":\"{Escaped(prediction.Overruled)}\",\"author\":\"{Escaped(prediction.Author)}\""));
        if (prediction.Because is { } because)
            json.Write(Utf8($",\"because\":\"{Escaped(because)}\""));
        json.Write(",\"at\":\""u8);
        json.WriteTime(prediction.At);
        json.Write("\"}}"u8);
        return json.Array[..json.Length];
    }

    static string Model(ScoredBy scoredBy)
    {
        var whatIf = scoredBy.WhatIf ? ",\"what_if\":true" : "";
        return scoredBy switch
        {
            { Model: null } => $"{whatIf},\"model\":{{\"rule\":true}}",
            { FileHash: { } hash } => $"{whatIf},\"model\":{{\"file\":\"{Escaped(scoredBy.Model)}\",\"hash\":\"{hash}\"}}",
            _ => $"{whatIf},\"model\":{{\"name\":\"{Escaped(scoredBy.Model)}\",\"version\":{scoredBy.Version}}}",
        };
    }

    static string Escaped(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var room = new byte[JsonText.MaxEscaped(utf8.Length)];
        return Encoding.UTF8.GetString(room, 0, JsonText.Escape(utf8, room));
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
