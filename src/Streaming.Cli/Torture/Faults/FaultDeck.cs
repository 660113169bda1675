using Streaming.Topology;

namespace Streaming.Cli.Torture.Faults;

/// <summary>Deals faults like cards: in random order, and none a second time before every other has come as often as it should.</summary>
internal sealed class FaultDeck
{
    static readonly Fault[] All = [new KillPipeline()];

    readonly IReadOnlyList<Fault> _kinds;
    readonly Queue<Fault> _cards = new();

    /// <exception cref="StreamingException">There is no such kind.</exception>
    public FaultDeck(IReadOnlyList<string>? names)
    {
        if (names?.Except(All.Select(f => f.Name)).FirstOrDefault() is { } unknown)
            throw new StreamingException($"there is no fault '{unknown}'. Faults: {string.Join(", ", Names)}.");
        _kinds = names is null ? All : [.. All.Where(f => names.Contains(f.Name))];
    }

    public static IEnumerable<string> Names => All.Select(f => f.Name);

    public Fault Next(Random random)
    {
        if (_cards.Count == 0)
        {
            var cards = _kinds.ToArray();
            random.Shuffle(cards);
            foreach (var card in cards) _cards.Enqueue(card);
        }

        return _cards.Dequeue();
    }
}
