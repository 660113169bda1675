namespace Streaming.Learning.WhatIf;

/// <summary>How many rows were decided one way and would be decided another.</summary>
/// <param name="Names">The decisions, in the topology's order.</param>
/// <param name="Counts">By recorded decision, then by the other one.</param>
public sealed record DecisionMatrix(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<long>> Counts)
{
    /// <summary>Rows that would be decided otherwise.</summary>
    public long Flipped =>
        Counts.Index().Sum(row => row.Item.Index().Where(column => column.Index != row.Index).Sum(column => column.Item));

    internal static DecisionMatrix Of(IReadOnlyList<string> names, IReadOnlyList<int> recorded, IReadOnlyList<int> whatIf)
    {
        var counts = names.Select(_ => new long[names.Count]).ToArray();
        for (var row = 0; row < recorded.Count; row++)
            counts[recorded[row]][whatIf[row]]++;
        return new DecisionMatrix(names, counts);
    }
}
