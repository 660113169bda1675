using Streaming.Topology;
using Streaming.Torture.Faults.Brokers;
using Streaming.Torture.Faults.Databases;
using Streaming.Torture.Faults.Learning;
using Streaming.Torture.Faults.Pipelines;
using Streaming.Torture.Faults.Points;
using Streaming.Torture.Faults.Refusals;

namespace Streaming.Torture.Faults;

/// <summary>Deals faults like cards; the dangerous ones are in the deck more than once.</summary>
sealed class FaultSchedule
{
    /// <summary>A fault that always finds something to strike.</summary>
    public const string Always = KillPipeline.Kind;

    static readonly Dictionary<string, int> SeveralTimes = new()
    {
        [KillPipeline.Kind] = 2,
        [KillAtPoint.Kind] = 4,
        [CutAtPoint.Kind] = 2,
        [KillLearningAtStep.Kind] = 6,
    };

    readonly List<string> _cards = [];

    /// <exception cref="StreamingException">There is no such kind, or none of them can be had here.</exception>
    public FaultSchedule(TortureOptions options)
    {
        if (options.Kinds?.Except(Names).FirstOrDefault() is { } unknown)
            throw new StreamingException($"there is no fault '{unknown}'. Faults: {string.Join(", ", Names)}.");
        var leftOut = new Dictionary<string, string>();
        foreach (var fault in All().Where(f => options.Kinds?.Contains(f.Name) ?? (options.Learning || !f.OfLearning)))
        {
            if (fault.WhyNot(options) is { } why)
                leftOut[fault.Name] = why;
            else
                _cards.AddRange(Enumerable.Repeat(fault.Name, SeveralTimes.GetValueOrDefault(fault.Name, 1)));
        }

        LeftOut = leftOut;
        if (_cards.Count == 0)
        {
            throw new StreamingException(
                $"none of the faults can be had here: {string.Join("; ", leftOut.Select(l => $"{l.Key}: {l.Value}"))}."
            );
        }
    }

    public static IReadOnlyList<string> Names { get; } = [.. All().Select(f => f.Name)];

    /// <summary>Kinds that cannot be had here, and why.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; }

    /// <summary>One of each kind. They remember where they struck, so each scene has its own.</summary>
    public static IEnumerable<Fault> All() =>
        [
            new KillPipeline(),
            new KillAtPoint(),
            new CutAtPoint(),
            new HoldAtPoint(),
            new FreezePipeline(),
            new FreezeAtPoint(),
            new FrozenSession(),
            new ProcessJoins(),
            new ProcessLeaves(),
            new ProcessDies(),
            new ResetConnections(),
            new SwitchModel(),
            new KillBroker(),
            new FreezeBroker(),
            new KillBrokerAtPoint(),
            new TerminateSessions(),
            new KillSession(),
            new KillDatabase(),
            new RestartDatabase(),
            new DatabaseAway(),
            new DiskFull(),
            new ClockJumps(),
            new ExpiredOffsets(),
            new OlderBackup(),
            new PowerFailure(),
            new KillLearning(),
            new KillLearningAtStep(),
            new FreezeLearning(),
            new KillDatabaseAtStep(),
        ];

    /// <summary>Gives each scene its kinds of faults: round by round, in which each kind comes once before any comes again.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Deal(TortureOptions options)
    {
        var hands = Enumerable.Range(0, Math.Min(options.Scenes, options.Faults)).Select(_ => new List<string>()).ToList();
        foreach (var (place, card) in Rounds(new Random(options.Seed)).Take(options.Faults).Index())
            hands[place % hands.Count].Add(card);
        return hands;
    }

    IEnumerable<string> Rounds(Random random)
    {
        var once = new Cards<string>([.. _cards.Distinct()]);
        var again = new Cards<string>([.. _cards.GroupBy(c => c).SelectMany(g => g.Skip(1))]);
        while (true)
        {
            foreach (var card in once.Round(random))
                yield return card;
            foreach (var card in again.Round(random))
                yield return card;
        }
    }
}
