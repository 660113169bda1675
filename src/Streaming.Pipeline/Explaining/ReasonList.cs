using System.Text;
using Streaming.Events.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Explaining;

/// <summary>The codes of a score's weightiest reasons as lineage keeps them: a JSON array of strings. Thread-safe.</summary>
sealed class ReasonList
{
    readonly ReasonRanking _ranking;
    readonly byte[][] _codes;

    public ReasonList(TopologyModel topology)
    {
        _ranking = new ReasonRanking(topology);
        // Names, of which no character is escaped.
        _codes = [.. _ranking.Reasons.Select(r => Encoding.UTF8.GetBytes($"\"{r.Code}\""))];
    }

    /// <summary>Writes those of one row after the other.</summary>
    public RowWriter NewWriter() => new(this);

    /// <summary>Has room for one row. Not thread-safe.</summary>
    public sealed class RowWriter(ReasonList list)
    {
        readonly RankedReason[] _ranked = new RankedReason[list._ranking.Top];
        readonly byte[] _text = new byte[2 + list._ranking.Top * (1 + list._codes.Select(c => c.Length).DefaultIfEmpty(0).Max())];

        /// <summary>Valid until the next call.</summary>
        public ReadOnlySpan<byte> Of(ReadOnlySpan<float> contributions)
        {
            var count = list._ranking.Rank(contributions, _ranked);
            var length = 0;
            _text[length++] = (byte)'[';
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                    _text[length++] = (byte)',';
                var code = list._codes[_ranked[i].Reason];
                code.CopyTo(_text, length);
                length += code.Length;
            }

            _text[length++] = (byte)']';
            return _text.AsSpan(0, length);
        }
    }
}
