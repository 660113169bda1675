namespace Streaming.Learning.Recorded;

/// <summary>What labels were like that rows were joined with.</summary>
/// <param name="Repeated">Rows with several labels that say the same.</param>
/// <param name="Contradicted">Rows with labels that contradict each other.</param>
/// <param name="Refused">Of these, the ones that were left out for it.</param>
/// <param name="Withdrawn">Rows left out because their labels were taken back.</param>
/// <param name="Late">Labels that became known too late to count.</param>
/// <param name="Unknown">Events with labels of which lineage has no scored row.</param>
public sealed record LabelCounts(int Repeated, int Contradicted, int Refused, int Withdrawn, int Late, int Unknown)
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static readonly LabelCounts None = new(0, 0, 0, 0, 0, 0);
}
