using System.Text;
using Apache.Arrow;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Events.Explaining;

/// <summary>Writes the member <c>reasons</c> of predictions, from the contributions that lineage holds. The same rows give the same bytes.
/// Safe to share between threads.</summary>
public sealed class ReasonWriter
{
    const int ExpectedBytes = 160;

    readonly string _base;
    readonly IReadOnlyList<string> _columns;
    readonly ReasonRanking _ranking;
    readonly byte[][] _begins;
    readonly (byte[] Raises, byte[] Lowers)[] _ends;

    /// <param name="topology">Says which features speak to people, and how.</param>
    /// <param name="baseColumn">Column that is null where a row is not explained.</param>
    /// <param name="columns">Columns with the contributions of the topology's features, in order.</param>
    public ReasonWriter(TopologyModel topology, string baseColumn, IReadOnlyList<string> columns)
    {
        (_base, _columns) = (baseColumn, columns);
        _ranking = new ReasonRanking(topology);
        _begins = [.. _ranking.Reasons.Select(r => Encoding.UTF8.GetBytes($"{{\"code\":\"{r.Code}\",\"by\":"))];
        var language = topology.Explain?.Language;
        _ends = [.. _ranking.Reasons.Select(r => (End(r, raises: true), End(r, raises: false)))];

        byte[] End(ReasonModel reason, bool raises)
        {
            if (language is null || !reason.Words(raises).TryGetValue(language, out var words))
                return "}"u8.ToArray();
            var text = Encoding.UTF8.GetBytes(words);
            var escaped = new byte[JsonText.MaxEscaped(text.Length)];
            return [.. ",\"says\":\""u8, .. escaped.AsSpan(0, JsonText.Escape(text, escaped)), .. "\"}"u8];
        }
    }

    /// <summary>Those of a batch; null where none of its rows is explained.</summary>
    public PredictionMembers? Write(RecordBatch rows)
    {
        if (!Columns.HasFeature(rows, _base))
            return null;
        var nulls = new NullMask(rows.Column(Columns.FeatureIndexOf(rows.Schema, _base)));
        var places = _columns.Select(name => Columns.FeatureIndexOf(rows.Schema, name)).ToArray();
        Span<float> contributions = places.Length <= 256 ? stackalloc float[places.Length] : new float[places.Length];
        var ranked = new RankedReason[_ranking.Top];
        var json = new JsonBuffer(rows.Length * ExpectedBytes);
        var ends = new int[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            if (!nulls.IsNull(row))
            {
                for (var feature = 0; feature < places.Length; feature++)
                    contributions[feature] = Columns.Primitive<float>(rows.Column(places[feature]))[row];
                Write(ref json, ranked.AsSpan(0, _ranking.Rank(contributions, ranked)));
            }

            ends[row] = json.Length;
        }

        return new PredictionMembers(json.Array, ends);
    }

    void Write(ref JsonBuffer json, ReadOnlySpan<RankedReason> ranked)
    {
        json.Write(",\"reasons\":["u8);
        for (var i = 0; i < ranked.Length; i++)
        {
            if (i > 0)
                json.Write(","u8);
            json.Write(_begins[ranked[i].Reason]);
            json.WriteFloat(MathF.Round((float)ranked[i].By, 4));
            json.Write(ranked[i].By > 0 ? _ends[ranked[i].Reason].Raises : _ends[ranked[i].Reason].Lowers);
        }

        json.Write("]"u8);
    }
}
