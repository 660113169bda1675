namespace Streaming.Lineage.Batches;

/// <summary>
/// What commands have decided of a stage partition. Each batch records it, so that a start needs no command again, and replay none at all:
/// a batch says what scored it.
/// </summary>
/// <param name="Command">Id of the last command; null: there was none.</param>
/// <param name="FallsBack">It said to score by the rule.</param>
/// <param name="Version">Lineage version of the batch it took effect in; 0 while that has none yet.</param>
public sealed record ControlState(string? Command, bool FallsBack, long Version)
{
    /// <summary>Before the first command.</summary>
    public static ControlState None { get; } = new(null, FallsBack: false, 0);

    /// <summary>After a batch.</summary>
    public static ControlState Of(BatchHeader? header) => header?.Control ?? None;

    /// <summary>The same, found to be in a batch that follows one: a command that was in force before keeps the version it took effect
    /// in.</summary>
    public ControlState In(long version, BatchHeader? before)
    {
        var earlier = Of(before);
        return earlier.Command == Command && earlier.FallsBack == FallsBack ? earlier : this with { Version = version };
    }
}
