using Streaming.Events.Time;

namespace Streaming.Lineage.Batches;

/// <summary>
/// What a guard of a stage partition has counted and whether it is tripped, after a batch. It is small and bounded, so that each batch
/// records it whole: a start needs nothing else, and replay takes it from the batch before.
/// </summary>
/// <param name="Guard">Name of the guard.</param>
public sealed record GuardState(string Guard)
{
    /// <summary>What is counted: the decision that is limited.</summary>
    public string Decision { get; init; } = "";

    /// <summary>Length of a pane of its window, microseconds.</summary>
    public long PaneMicros { get; init; }

    /// <summary>Highest event time of the rows it has seen; <see cref="Timestamp.Beginning"/> where there was none.</summary>
    public Timestamp Clock { get; init; } = Timestamp.Beginning;

    /// <summary>Counts of its window, in order of time; empty panes are left out.</summary>
    public IReadOnlyList<GuardPane> Panes { get; init; } = [];

    /// <summary>What it has counted by group, each under the group's name; empty where it counts all rows together.</summary>
    public IReadOnlyList<GuardState> Groups { get; init; } = [];

    /// <summary>Null: it is not tripped.</summary>
    public GuardTrip? Trip { get; init; }

    /// <summary>Whether all of it is the same.</summary>
    public bool Same(GuardState other) =>
        (this with { Panes = other.Panes, Groups = other.Groups }) == other
        && Panes.SequenceEqual(other.Panes)
        && Groups.Count == other.Groups.Count
        && Groups.Zip(other.Groups).All(g => g.First.Same(g.Second));

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Guard} at {Clock}: {Panes.Sum(p => p.Counted)} of {Panes.Sum(p => p.Of)} {Decision} in {Panes.Count} panes, "
        + (Trip is null ? "not tripped" : $"tripped {Trip}")
        + string.Concat(Groups.Select(g => $"; {g}"));
}

/// <summary>Counts of one pane of a window.</summary>
/// <param name="Index">Its number: event times divided by the length of a pane.</param>
/// <param name="Counted">Rows that were decided so.</param>
/// <param name="Of">All rows, those among them.</param>
public readonly record struct GuardPane(long Index, long Counted, long Of);

/// <summary>That a guard is tripped, with its evidence.</summary>
/// <param name="At">Event time of the row that exceeded the limit.</param>
/// <param name="Until">Event time before which it does not recover.</param>
/// <param name="Counted">Rows within its window that were decided so, that row among them.</param>
/// <param name="Of">All rows within its window.</param>
public sealed record GuardTrip(Timestamp At, Timestamp Until, long Counted, long Of)
{
    /// <summary>Of which group that is, and what it was held against; null where all rows are counted together.</summary>
    public GuardContrast? Contrast { get; init; }
}

/// <summary>Two groups of which decisions lie too far apart.</summary>
/// <param name="Group">The one with the lowest share.</param>
/// <param name="Other">The one with the highest.</param>
/// <param name="OtherCounted">Rows of that within the window that were decided so.</param>
/// <param name="OtherOf">All rows of that within the window.</param>
/// <param name="Highest">Upper end of the interval of the first share divided by the second, at the confidence that was asked for.</param>
public sealed record GuardContrast(string Group, string Other, long OtherCounted, long OtherOf, double Highest);

/// <summary>A guard has tripped or recovered.</summary>
/// <param name="Guard">Its name.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Row">Row of the batch with which it did.</param>
/// <param name="Trip">When and on what evidence; of a guard that has recovered, with what it counted then.</param>
public sealed record GuardEvent(string Guard, GuardEventKind Kind, int Row, GuardTrip Trip);

/// <summary>What happened to a guard.</summary>
public enum GuardEventKind
{
    /// <summary>The limit was exceeded.</summary>
    Tripped = 1,

    /// <summary>Its time was over, and the limit would still have been exceeded.</summary>
    Extended = 2,

    /// <summary>Its time was over, and the limit was kept.</summary>
    Recovered = 3,
}
