using Streaming.Torture.Checking;
using Streaming.Torture.Faults;
using Streaming.Torture.Scene;

namespace Streaming.Torture;

/// <summary>What became of one scene.</summary>
sealed record SceneOutcome(IReadOnlyList<StruckFault> Faults, TortureCounts Counts, Findings Findings);

/// <summary>
/// Runs a pipeline under load, does it harm again and again, then lets everything drain and judges what is left by what was
/// published.
/// </summary>
sealed class SceneRun(TortureOptions options, string name, Action<string> note, Func<string, string, string, double?, StruckFault> told)
{
    /// <summary>Some faults strike before the pipeline has recovered from the one before.</summary>
    const double Overlapping = 0.25;

    /// <summary>A fault that finds nothing to strike is tried again later, and then makes room for one that always does.</summary>
    const int Tries = 3;

    readonly Findings _findings = new(name);
    readonly List<StruckFault> _faults = [];

    /// <param name="hand">Kinds of faults, in their order.</param>
    /// <param name="stop">Ends it all.</param>
    public async Task<SceneOutcome> RunAsync(IReadOnlyList<string> hand, CancellationToken stop)
    {
        Directory.CreateDirectory(options.Folder);
        await using var scene = await TortureScene.StartAsync(options, _findings, stop);
        if (await scene.FlowsAsync(stop))
        {
            // The rule has scored until here.
            if (scene.Models.Any)
                await scene.Models.SwitchAsync(stop);
            if (scene.Learning is not null)
                await scene.Learning.StartAsync(stop);
            await HarmAsync(scene, new Queue<(string, int)>(hand.Select(kind => (kind, Tries))), stop);
        }
        else
        {
            _findings.Add(FindingKind.Stuck, "nothing came out before the first fault");
        }

        if (scene.Learning is { } learning)
        {
            note("waiting for the end of the last learning run");
            if (await LearningEnd.WaitAsync(scene, learning, stop) is { } open)
                _findings.Add(FindingKind.Stuck, $"learning runs are not over within {options.Patience.TotalSeconds:0} s: {open}");
            await learning.StopAsync();
            foreach (var complaint in learning.Complaints)
                _findings.Add(FindingKind.GaveUp, complaint);
        }

        note("draining");
        await scene.EndPublishingAsync();
        if (await Drain.WaitAsync(scene, stop) is { } missing)
            _findings.Add(FindingKind.Stuck, $"not drained within {options.Patience.TotalSeconds:0} s: {missing}");
        foreach (var process in scene.Fleet.Running)
            await process.StopAsync();
        foreach (var complaint in scene.Fleet.Complaints)
            _findings.Add(FindingKind.GaveUp, complaint);
        return new SceneOutcome(_faults, await SceneChecker.PassAsync(scene, _findings, note, stop), _findings);
    }

    async Task HarmAsync(TortureScene scene, Queue<(string Kind, int Tries)> hand, CancellationToken stop)
    {
        var random = new Random(options.Seed);
        var faults = FaultSchedule.All().ToDictionary(f => f.Name);
        while (hand.TryDequeue(out var next))
        {
            var fault = faults[next.Kind];
            var waits = random.NextDouble() >= Overlapping;
            // Each fault has randomness of its own, so that how much one uses does not change those that follow.
            var dice = new Random(random.Next());
            if (await fault.StrikeAsync(scene, dice, stop) is not { } where)
            {
                hand.Enqueue(next.Tries > 1 ? (next.Kind, next.Tries - 1) : (FaultSchedule.Always, Tries));
                continue;
            }

            var struck = TimeProvider.System.GetTimestamp();
            var recovered = waits && await scene.CaughtUpAsync(stop);
            var seconds = TimeProvider.System.GetElapsedTime(struck).TotalSeconds;
            _faults.Add(told(name, fault.Name, where, recovered ? seconds : null));
            if (!waits || recovered)
                continue;
            _findings.Add(
                FindingKind.Stuck,
                $"not caught up within {options.Patience.TotalSeconds:0} s after fault {_faults[^1].Number}, {fault.Name} ({where})"
            );
            return;
        }
    }
}
