using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Torture.Checking;
using Streaming.Torture.Children;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Refusals;

/// <summary>
/// The consumer groups lose their offsets while nobody runs, as when a broker lets them expire. The pipeline must refuse to work;
/// <c>streaming repair offsets</c> is the cure.
/// </summary>
sealed class ExpiredOffsets() : Fault("expired-offsets")
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override async Task<string?> StrikeAsync(TortureScene scene, Random random, CancellationToken stop)
    {
        // Killed, they leave lineage that is not emitted behind, and transactions that nobody ends.
        var killed = random.Next(3) > 0;
        var running = scene.Fleet.Running;
        foreach (var process in running)
            await (killed ? process.KillForGoodAsync() : process.StopAsync());
        await DeleteAsync(scene, stop);
        await Refusal.ExpectAsync(scene, running[0], ["expired or were deleted", "repair the offsets"], stop);
        var repaired = await RepairAsync(scene, stop);
        foreach (var process in running)
            process.Start();
        return $"{running.Count} processes {(killed ? "killed" : "stopped")}, {repaired} stage partitions repaired";
    }

    /// <summary>Deletes the groups, as soon as they are empty: the sessions of the dead have to end.</summary>
    static async Task DeleteAsync(TortureScene scene, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(new KafkaConnection(scene.Broker.Address));
        foreach (var stage in scene.Plan.Stages)
        {
            string? last = null;
            if (!await Until.TrueAsync(async () => (last = await admin.DeleteGroupAsync(stage.Group)) is null, Patience, stop))
                throw new StreamingException($"group {stage.Group} cannot be deleted: {last}");
        }
    }

    static async Task<int> RepairAsync(TortureScene scene, CancellationToken stop)
    {
        await using var store = new LineageStore(scene.Database.ConnectionString);
        var settings = SpecifiedPipeline.Settings(
            TortureScene.Spec(scene.Options, scene.Plan) with
            {
                Kafka = scene.Broker.Address,
                Postgres = scene.Database.ConnectionString,
            }
        );
        var repair = new OffsetRepair(scene.Plan, settings, store, TimeProvider.System);
        // Whoever refused has been a member for a moment.
        IReadOnlyList<StreamOffsets> found = [];
        string? refused = null;
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    found = await repair.FindAsync(progress: null, stop);
                    await repair.CommitAsync(found);
                    refused = null;
                }
                catch (StreamingException e)
                {
                    refused = e.Message;
                }

                return refused is null;
            },
            Patience,
            stop
        );
        if (refused is not null)
            scene.Findings.Add(FindingKind.Unstopped, $"the cure does not help: {refused}");
        else if (found.Any(s => !s.Wrong))
            scene.Findings.Add(FindingKind.Unstopped, "the cure takes offsets that are gone for right");
        return found.Count(s => s.Wrong);
    }
}
