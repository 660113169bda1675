using Streaming.Store.HashChains;
using Streaming.Store.Runs;

namespace Streaming.Torture.Checking;

/// <summary>A learning run as its history tells it, read without the product's own folding.</summary>
sealed class RecordedRun(RunRow row, IReadOnlyList<ChainedEvent> history)
{
    static readonly HashSet<string> Ends = new(["Promoted", "Rejected", "RolledBack", "Failed", "Cancelled"], StringComparer.Ordinal);

    public Guid Id => row.Id;

    public int Number => row.Number;

    public bool IsOpen => row.Open;

    public IReadOnlyList<ChainedEvent> History => history;

    public RunBegun? Begun => history.Count > 0 ? history[0] as RunBegun : null;

    public IEnumerable<RunMoved> Moves => history.OfType<RunMoved>();

    /// <summary>Where it was, in order.</summary>
    public IEnumerable<string> States => Moves.Select(m => m.To).Prepend(Begun?.Version is null ? "Training" : "Watching");

    /// <summary>Where it is.</summary>
    public string End => States.Last();

    public bool IsOver => IsEnd(End);

    /// <summary>The version that it is about; null: none.</summary>
    public int? Version => Moves.LastOrDefault(m => m.Version is not null)?.Version ?? Begun?.Version;

    /// <summary>Those that worked on its steps.</summary>
    public IEnumerable<long> Jobs => Moves.Select(m => m.Job).Prepend(Begun?.Job).OfType<long>();

    /// <summary>Nothing comes after this state.</summary>
    public static bool IsEnd(string state) => Ends.Contains(state);
}
