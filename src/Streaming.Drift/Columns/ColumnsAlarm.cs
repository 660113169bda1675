namespace Streaming.Drift.Columns;

/// <summary>Columns have changed.</summary>
/// <param name="Row">At which row, from 1, of all.</param>
/// <param name="Evidence">Mean of the evidence over all columns, as a multiple of the stake.</param>
/// <param name="Culprits">Those at fault, the plainest first.</param>
public sealed record ColumnsAlarm(long Row, double Evidence, IReadOnlyList<Culprit> Culprits);

/// <summary>A column at fault.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Evidence">That against it, as a multiple of the stake.</param>
public sealed record Culprit(string Column, double Evidence);

/// <summary>How a column stands to the reference. Distances are those of the last full block of rows; null before there is one.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Evidence">That it has changed since the last alarm, as a multiple of the stake.</param>
/// <param name="Stability">Population stability index.</param>
/// <param name="KolmogorovSmirnov">Greatest difference between shares up to a bin's end.</param>
/// <param name="JensenShannon">In bits.</param>
/// <param name="ChiSquaredChance">Chance of a chi-squared at least as great without a change.</param>
/// <param name="Missing">Share of missing values.</param>
/// <param name="History">Population stability index of the last blocks, the oldest first.</param>
public sealed record ColumnState(
    string Column,
    double Evidence,
    double? Stability,
    double? KolmogorovSmirnov,
    double? JensenShannon,
    double? ChiSquaredChance,
    double? Missing,
    IReadOnlyList<double> History
);
