namespace Streaming.Explanations.Local;

/// <summary>How the surroundings of a row are looked at.</summary>
public sealed record LimeOptions
{
    /// <summary>Rows that are made around a row and scored, each time; at least ten a feature.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>How often, with other draws, to tell how stable the answer is; at least 2. The first is the answer.</summary>
    public int Repeats { get; init; } = 10;

    /// <summary>The same seed makes the same rows around a row, whatever other rows there are.</summary>
    public long Seed { get; init; }
}
