using Streaming.Cli.Torture.Checking;
using Streaming.Cli.Torture.Faults;
using Streaming.Cli.Torture.Scene;

namespace Streaming.Cli.Torture;

/// <summary>
/// Runs a pipeline under load, does it harm again and again, then lets everything drain and judges what is left by what was
/// published. The order of faults is that of the seed; where exactly they strike depends on the machine.
/// </summary>
public sealed class TortureRun(TortureOptions options, Action<string> note)
{
    /// <summary>Some faults strike before the pipeline has recovered from the one before.</summary>
    const double Overlapping = 0.25;

    readonly Findings _findings = new();
    readonly List<StruckFault> _faults = [];

    /// <exception cref="Streaming.Topology.StreamingException">Something other than the pipeline does not work.</exception>
    public async Task<TortureReport> RunAsync(CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        Directory.CreateDirectory(options.Folder);
        await using var scene = await TortureScene.StartAsync(options, stop);
        if (await scene.FlowsAsync(stop)) await HarmAsync(scene, stop);
        else _findings.Add(FindingKind.Stuck, "nothing came out before the first fault");

        note("draining");
        await scene.EndPublishingAsync();
        if (await Drain.WaitAsync(scene, stop) is { } missing) _findings.Add(FindingKind.Stuck, $"not drained within {options.Patience.TotalSeconds:0} s: {missing}");
        foreach (var process in scene.Fleet.Running) await process.StopAsync();
        foreach (var complaint in scene.Fleet.Complaints) _findings.Add(FindingKind.GaveUp, complaint);
        var counts = await Judgement.PassAsync(scene, _findings, note, stop);
        return new TortureReport(
            options.Seed, _faults, counts, _findings.Counts, [.. _findings.First], TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    async Task HarmAsync(TortureScene scene, CancellationToken stop)
    {
        var random = new Random(options.Seed);
        var deck = new FaultDeck(options.Kinds);
        while (_faults.Count < options.Faults)
        {
            var fault = deck.Next(random);
            var waits = random.NextDouble() >= Overlapping;
            // Each fault has randomness of its own, so that how much one uses does not change those that follow.
            var dice = new Random(random.Next());
            if (await fault.StrikeAsync(scene, dice, stop) is not { } where) continue;
            var struck = TimeProvider.System.GetTimestamp();
            var recovered = waits && await scene.CaughtUpAsync(stop);
            var seconds = TimeProvider.System.GetElapsedTime(struck).TotalSeconds;
            _faults.Add(new StruckFault(_faults.Count + 1, fault.Name, where, recovered ? seconds : null));
            note($"{_faults.Count}/{options.Faults} {fault.Name}: {where}{(recovered ? $", caught up after {seconds:0.0} s" : "")}");
            if (!waits || recovered) continue;
            _findings.Add(FindingKind.Stuck, $"not caught up within {options.Patience.TotalSeconds:0} s after fault {_faults.Count}, {fault.Name} ({where})");
            return;
        }
    }
}
