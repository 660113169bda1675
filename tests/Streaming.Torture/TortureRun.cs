using Streaming.Torture.Checking;
using Streaming.Torture.Faults;

namespace Streaming.Torture;

/// <summary>
/// Attacks pipelines in one or several scenes that know nothing of each other: a scene mostly waits, so that a machine has room
/// for more than one. Which faults come in which scene, and in which order, is the seed's; where exactly they strike depends
/// on the machine.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="note">Told in words what goes on.</param>
/// <param name="struck">Told of each fault.</param>
public sealed class TortureRun(TortureOptions options, Action<string> note, Action<StruckFault>? struck = null)
{
    /// <summary>Seeds of scenes lie far apart, so that runs with seeds beside each other share none.</summary>
    const int SeedStep = 1_000_003;

    int _struck;

    /// <exception cref="Streaming.Topology.StreamingException">Something other than the pipeline does not work.</exception>
    public async Task<TortureReport> RunAsync(CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var deck = new FaultSchedule(options);
        foreach (var (kind, why) in deck.LeftOut)
            note($"without {kind}: {why}");
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scenes = deck.Deal(options).Select((hand, i) => RunAsync(i + 1, hand, any)).ToList();
        var outcomes = await Task.WhenAll(scenes);
        return new TortureReport
        {
            Seed = options.Seed,
            Faults = [.. outcomes.SelectMany(o => o.Faults).OrderBy(f => f.Number)],
            LeftOut = deck.LeftOut,
            Counts = outcomes.Aggregate(new TortureCounts(), (sum, o) => sum + o.Counts),
            Findings = outcomes.SelectMany(o => o.Findings.Counts).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Sum(f => f.Value)),
            First = [.. outcomes.SelectMany(o => o.Findings.First)],
            Seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds,
        };
    }

    async Task<SceneOutcome> RunAsync(int number, IReadOnlyList<string> hand, CancellationTokenSource any)
    {
        var scene = options with
        {
            Seed = unchecked(options.Seed + (number - 1) * SeedStep),
            Faults = hand.Count,
            Publishers = [options.Publishers[(number - 1) % options.Publishers.Count]],
            OwnDisks = hand.Contains(DiskFull.Kind),
            Folder = Path.Combine(options.Folder, $"scene-{number}"),
        };
        var name = options.Scenes == 1 ? "" : $"scene {number}: ";
        try
        {
            return await new SceneRun(scene, name, text => note(name + text), Struck).RunAsync(hand, any.Token);
        }
        catch
        {
            // The others could not make it good.
            await any.CancelAsync();
            throw;
        }
    }

    StruckFault Struck(string scene, string kind, string where, double? seconds)
    {
        var fault = new StruckFault(Interlocked.Increment(ref _struck), kind, scene + where, seconds);
        note($"{fault.Number}/{options.Faults} {kind}: {fault.Where}{(seconds is { } s ? $", caught up after {s:0.0} s" : "")}");
        struck?.Invoke(fault);
        return fault;
    }
}
