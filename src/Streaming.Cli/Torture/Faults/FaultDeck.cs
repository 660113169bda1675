using Streaming.Cli.Torture.Faults.Brokers;
using Streaming.Cli.Torture.Faults.Databases;
using Streaming.Cli.Torture.Faults.Pipelines;
using Streaming.Cli.Torture.Faults.Points;
using Streaming.Topology;

namespace Streaming.Cli.Torture.Faults;

/// <summary>Deals faults like cards; the dangerous ones are in the deck more than once.</summary>
internal sealed class FaultDeck
{
    static readonly Fault[] All =
    [
        .. Times(2, new KillPipeline()),
        .. Times(4, new KillAtPoint()),
        .. Times(2, new CutAtPoint()),
        new HoldAtPoint(),
        new FreezePipeline(),
        new FreezeAtPoint(),
        new FrozenSession(),
        new ProcessJoins(),
        new ProcessLeaves(),
        new ProcessDies(),
        new ResetConnections(),
        new KillBroker(),
        new FreezeBroker(),
        new KillBrokerAtPoint(),
        new TerminateSessions(),
        new KillSession(),
        new KillDatabase(),
        new RestartDatabase(),
        new PowerFailure(),
    ];

    readonly Cards<Fault> _cards;

    /// <exception cref="StreamingException">There is no such kind.</exception>
    public FaultDeck(IReadOnlyList<string>? names)
    {
        if (names?.Except(Names).FirstOrDefault() is { } unknown)
            throw new StreamingException($"there is no fault '{unknown}'. Faults: {string.Join(", ", Names)}.");
        _cards = new Cards<Fault>(names is null ? All : [.. All.Where(f => names.Contains(f.Name))]);
    }

    public static IEnumerable<string> Names => All.Select(f => f.Name).Distinct();

    public Fault Next(Random random) => _cards.Next(random);

    static IEnumerable<Fault> Times(int times, Fault fault) => Enumerable.Repeat(fault, times);
}
