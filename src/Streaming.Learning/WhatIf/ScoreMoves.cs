namespace Streaming.Learning.WhatIf;

/// <summary>How far scores moved. A score has moved if any bit of it is another.</summary>
/// <param name="Moved">Rows whose score moved.</param>
/// <param name="Mean">Of the absolute moves of the rows that moved; null where none did.</param>
/// <param name="Median">The lower one of two in the middle.</param>
/// <param name="Max">The furthest.</param>
/// <param name="Upwards">Rows whose score rose.</param>
/// <param name="Downwards">Rows whose score fell.</param>
/// <param name="Distribution">Signed moves of the rows that moved; null where none did.</param>
public sealed record ScoreMoves(
    long Moved,
    double? Mean,
    double? Median,
    double? Max,
    long Upwards,
    long Downwards,
    ScoreHistogram? Distribution
)
{
    internal static ScoreMoves Of(ReadOnlySpan<float> recorded, ReadOnlySpan<float> whatIf)
    {
        var (moved, sum) = (0L, 0.0);
        var moves = new List<double>();
        for (var row = 0; row < recorded.Length; row++)
        {
            if (BitConverter.SingleToUInt32Bits(recorded[row]) == BitConverter.SingleToUInt32Bits(whatIf[row]))
                continue;
            moved++;
            // To or from what is no number there is no distance.
            if ((double)whatIf[row] - recorded[row] is var move && !double.IsFinite(move))
                continue;
            moves.Add(move);
            sum += Math.Abs(move);
        }

        if (moves.Count == 0)
            return new ScoreMoves(moved, null, null, null, 0, 0, null);
        var sizes = moves.Select(Math.Abs).Order().ToArray();
        return new ScoreMoves(
            moved,
            sum / sizes.Length,
            sizes[(sizes.Length - 1) / 2],
            sizes[^1],
            moves.LongCount(m => m > 0),
            moves.LongCount(m => m < 0),
            ScoreHistogram.Of(moves, -sizes[^1], sizes[^1])
        );
    }
}
