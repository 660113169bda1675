using System.Collections.Concurrent;

namespace Streaming.Torture.Checking;

/// <summary>What can be wrong.</summary>
public enum FindingKind
{
    /// <summary>A record that was published has no place, or no output.</summary>
    Lost,

    /// <summary>A record has two.</summary>
    Twice,

    /// <summary>Outputs of one final-stage partition are not in the order of its lineage.</summary>
    OutOfOrder,

    /// <summary>Output against lineage, replay against lineage, or lineage against an undisturbed run.</summary>
    Differing,

    /// <summary>The hash chain or the lookup index of lineage does not hold.</summary>
    Unsound,

    /// <summary>The pipeline did not catch up in time.</summary>
    Stuck,

    /// <summary>A process ended without being asked to, or did not when it was.</summary>
    GaveUp,

    /// <summary>The pipeline went on, or moved something, where it must stop with a message that names the cure.</summary>
    Unstopped,
}

/// <summary>One thing found wrong.</summary>
public sealed record Finding(FindingKind Kind, string What);

/// <summary>Collects what is wrong: all is counted, the first of each kind are told.</summary>
/// <param name="scene">Said before each finding.</param>
sealed class Findings(string scene)
{
    const int Told = 10;

    readonly ConcurrentDictionary<FindingKind, int> _counts = new();
    readonly ConcurrentQueue<Finding> _first = new();

    public IReadOnlyDictionary<FindingKind, int> Counts => _counts;

    public IReadOnlyCollection<Finding> First => _first;

    public void Add(FindingKind kind, string what)
    {
        if (_counts.AddOrUpdate(kind, 1, (_, n) => n + 1) <= Told)
            _first.Enqueue(new Finding(kind, scene + what));
    }
}
