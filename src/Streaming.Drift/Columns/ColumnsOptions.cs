namespace Streaming.Drift.Columns;

/// <summary>How columns are watched.</summary>
/// <param name="RunLength">Average run length to a false alarm of all columns together, in rows looked at: at least that.</param>
/// <param name="ReferenceRows">So many rows are what later ones are compared with.</param>
/// <param name="Every">Every so manieth row is looked at.</param>
public sealed record ColumnsOptions(double RunLength = 1_000_000, int ReferenceRows = 2000, int Every = 1)
{
    /// <summary>Rows of a reference, at most.</summary>
    public const int MostReferenceRows = 100_000;

    /// <summary>What is wrong with them; null: nothing.</summary>
    public string? Fault =>
        RunLength is not (>= 2 and <= 1e12) ? "The average run length is from 2 to 1,000,000,000,000 rows."
        : ReferenceRows is < 100 or > MostReferenceRows ? $"A reference has from 100 to {MostReferenceRows:N0} rows."
        : Every is < 1 or > 1_000_000 ? "Of every 1 to 1,000,000 rows one is looked at."
        : null;
}
