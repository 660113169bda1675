namespace Streaming.Store.HashChains;

/// <summary>Where a history ends: what a checkpoint signs of it.</summary>
/// <param name="Stream">Its name, as in <c>model/card-fraud</c>.</param>
/// <param name="Version">Number of its events.</param>
/// <param name="Seal">Seal of the last one (<see cref="EventHash"/>), hex.</param>
public sealed record HistoryHead(string Stream, long Version, string Seal);

/// <summary>Histories gone through from their first events: the first fault of each, and the ends of those that are sound.</summary>
public sealed class HashChainWalk
{
    readonly Dictionary<string, IReadOnlyList<string>> _seals = new(StringComparer.Ordinal);
    readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    readonly List<HashChainFault> _faults = [];

    /// <summary>Ends of the sound ones, by name.</summary>
    public IReadOnlyList<HistoryHead> Heads =>
        [.. _seals.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new HistoryHead(s.Key, s.Value.Count, s.Value[^1]))];

    /// <summary>All that is wrong; of a history only the first.</summary>
    public IReadOnlyList<HashChainFault> Faults => _faults;

    /// <summary>Whether a fault was found in a history by itself.</summary>
    public bool IsBroken(string stream) => _broken.Contains(stream);

    /// <summary>Whether a sound history has this end, or had it once.</summary>
    public bool Holds(HistoryHead head) =>
        _seals.TryGetValue(head.Stream, out var seals)
        && head.Version >= 1
        && head.Version <= seals.Count
        && seals[(int)head.Version - 1] == head.Seal;

    /// <summary>Adds that something the events name is gone or altered.</summary>
    public void ContentLost(string message) => _faults.Add(new HashChainFault(HashChainFaultKind.ContentLost, 1, message));

    /// <summary>Adds that an event is gone or altered, as others know.</summary>
    internal void Differs(long version, string message) => _faults.Add(new HashChainFault(HashChainFaultKind.Differs, version, message));

    internal void Sound(string stream, IReadOnlyList<string> seals) => _seals[stream] = seals;

    internal void Broken(string stream, long version, string what)
    {
        _broken.Add(stream);
        Differs(version, $"{stream}/{version}: {what}");
    }
}
