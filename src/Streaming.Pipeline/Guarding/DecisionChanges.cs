namespace Streaming.Pipeline.Guarding;

/// <summary>The decisions of a batch's rows, as places among those of the topology, and who changed them.</summary>
/// <param name="was">As the scores led to them.</param>
sealed class DecisionChanges(int[] was)
{
    /// <summary>What the scores led to.</summary>
    public int[] Was { get; } = was;

    /// <summary>What goes out.</summary>
    public int[] Now { get; } = [.. was];

    /// <summary>The guard that changed it; -1: none.</summary>
    public int[] By { get; } = [.. Enumerable.Repeat(-1, was.Length)];

    /// <summary>What the rule decides; null: not asked yet.</summary>
    public int[]? ByRule { get; set; }

    /// <summary>How far the rows lie from those that their versions were trained on (<see cref="OutlierRows"/>); null: not asked
    /// yet.</summary>
    public float[]? Lengths { get; set; }

    /// <summary>The isolation score of each row that was changed as an outlier, NaN of the others; null: none was.</summary>
    public float[]? Isolation { get; private set; }

    /// <summary>Some decision was changed.</summary>
    public bool Any { get; private set; }

    /// <summary>Puts a decision in place of the one that stands, unless a guard has done so before.</summary>
    /// <returns>Whether it did.</returns>
    public bool Change(int row, int decision, int guard)
    {
        if (By[row] >= 0 || Now[row] == decision)
            return false;
        (Now[row], By[row], Any) = (decision, guard, true);
        return true;
    }

    /// <summary>As <see cref="Change"/>, of an outlier.</summary>
    public void ChangeOutlier(int row, int decision, int guard, float isolation)
    {
        if (!Change(row, decision, guard))
            return;
        if (Isolation is null)
        {
            Isolation = new float[Now.Length];
            System.Array.Fill(Isolation, float.NaN);
        }

        Isolation[row] = isolation;
    }
}
