using Npgsql;
using Streaming.Store;
using Streaming.Store.Runs;

namespace Streaming.Torture.Scene;

/// <summary>Waits until learning runs have come and gone, and lets the last one come to its end.</summary>
static class LearningEnd
{
    /// <summary>So many are over before no more begin.</summary>
    const int FewestRuns = 2;

    /// <summary>Longer than those who serve take to notice another policy: by then nobody has a run in mind that nobody knows of.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4);

    /// <returns>Null once all are over; else, at the deadline, what is not.</returns>
    public static async Task<string?> WaitAsync(TortureScene scene, LearningFleet fleet, CancellationToken stop)
    {
        using var runs = new RunStore(scene.Database.ConnectionString);
        var topology = scene.Plan.Topology.Name;
        var stands = "";
        var enough = await Until.TrueAsync(
            async () =>
                (stands = await StandsAsync(runs, topology, stop)) is "" && (await runs.LastAsync(topology, stop))?.Number >= FewestRuns,
            scene.Options.Patience,
            stop
        );
        if (!enough)
            return stands.Length > 0 ? stands : $"fewer than {FewestRuns} runs have begun";
        await fleet.BeginNoMoreAsync();
        var over = await Until.TrueAsync(
            async () =>
            {
                var before = await CountAsync(runs, topology, stop);
                await Task.Delay(Quiet, stop);
                return (stands = await StandsAsync(runs, topology, stop)) is "" && await CountAsync(runs, topology, stop) == before;
            },
            scene.Options.Patience,
            stop
        );
        return over ? null
            : stands.Length > 0 ? stands
            : "one begins after the other";
    }

    /// <summary>What is not over; empty: nothing.</summary>
    static async Task<string> StandsAsync(RunStore runs, string topology, CancellationToken stop)
    {
        try
        {
            if (await runs.LastAsync(topology, stop) is { Open: true } open)
                return $"run {open.Number} is open";
            var waiting = await runs.WaitingAsync(topology, stop);
            return waiting.Count == 0 ? "" : $"{waiting.Count} messages wait, the first {waiting[0].Message.Id}";
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnavailableException)
        {
            return $"PostgreSQL does not answer: {e.Message}";
        }
    }

    static async Task<int> CountAsync(RunStore runs, string topology, CancellationToken stop) =>
        (await runs.LastAsync(topology, stop))?.Number ?? 0;
}
