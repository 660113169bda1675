namespace Streaming.Lineage.Retention;

/// <summary>How far back a stage looks in its lineage, in event time.</summary>
/// <param name="Windows">Its windows: so far back state is restored from rows, now and whenever such a restore is replayed.</param>
/// <param name="Ids">Its check for duplicates: so far back ids are remembered at a start.</param>
public sealed record LookBack(TimeSpan Windows, TimeSpan Ids)
{
    /// <summary>The stage has no state.</summary>
    public static LookBack None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    internal bool HasState => Windows > TimeSpan.Zero;

    internal TimeSpan Longest => Windows > Ids ? Windows : Ids;
}

/// <summary>What may be removed of a topology's lineage.</summary>
/// <param name="Topology">Its name.</param>
/// <param name="Keep">Everything that was recorded within this time stays.</param>
/// <param name="LookBacks">How far back each stage looks, by its name; of a stage that is not there nothing is removed.</param>
public sealed record RetentionRule(string Topology, TimeSpan Keep, IReadOnlyDictionary<string, LookBack> LookBacks);
