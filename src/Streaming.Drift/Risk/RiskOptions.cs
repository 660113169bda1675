namespace Streaming.Drift.Risk;

/// <summary>When a model has got worse.</summary>
/// <param name="Alpha">Chance, at most, that it is ever said of one that has not, however long and often it is looked at.</param>
/// <param name="Tolerance">By which share of the reference's risk it may get worse: 0.1 is by a tenth.</param>
/// <param name="ReferenceRows">So many losses, the first ones, are what later ones are compared with.</param>
public sealed record RiskOptions(double Alpha = 0.01, double Tolerance = 0.1, int ReferenceRows = 2000)
{
    /// <summary>Rows of a reference, at most.</summary>
    public const int MostReferenceRows = 100_000;

    /// <summary>What is wrong with them; null: nothing.</summary>
    public string? Fault =>
        Alpha is not (>= 1e-9 and <= 0.5) ? "The chance of a false alarm is from 0.000000001 to 0.5."
        : Tolerance is not (>= 0 and <= 100) ? "The tolerance is from 0 to 100: a share of the risk at the reference."
        : ReferenceRows is < 50 or > MostReferenceRows ? $"A reference has from 50 to {MostReferenceRows:N0} labelled rows."
        : null;
}
