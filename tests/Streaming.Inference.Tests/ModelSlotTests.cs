using Streaming.Inference.Models;
using Streaming.Inference.Serving;

namespace Streaming.Inference.Tests;

public class ModelSlotTests
{
    [Fact]
    public void An_empty_slot_leases_nothing()
    {
        using var slot = new ModelSlot();
        slot.Lease().ShouldBeNull();
    }

    [Fact]
    public void A_swap_waits_for_nobody_and_takes_the_model_from_nobody()
    {
        using var slot = new ModelSlot();
        slot.Swap(Only(1));
        var batch = slot.Lease()!.Value;
        slot.Swap(Only(2));

        Scores(batch).ShouldBeTrue("the batch under way still scores with the model it began with");
        batch.Lineup.Champion!.Version.Version.ShouldBe(1);
        using (var next = slot.Lease()!.Value)
            next.Lineup.Champion!.Version.Version.ShouldBe(2);

        batch.Dispose();
        batch.Lineup.Champion!.TryHold().ShouldBeFalse("nobody holds it any more, so it is freed");
    }

    [Fact]
    public async Task Batches_on_many_threads_never_meet_a_freed_model()
    {
        using var slot = new ModelSlot();
        slot.Swap(Only(0));
        using var done = new CancellationTokenSource();
        var batches = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    var last = 0;
                    while (!done.IsCancellationRequested)
                    {
                        using var lease = slot.Lease()!.Value;
                        lease.Lineup.Champion!.Version.Version.ShouldBeGreaterThanOrEqualTo(last);
                        last = lease.Lineup.Champion!.Version.Version;
                        Scores(lease).ShouldBeTrue();
                    }
                })
            )
            .ToArray();
        for (var version = 1; version <= 100; version++)
            slot.Swap(Only(version));
        await done.CancelAsync();
        await Task.WhenAll(batches);
    }

    static ServedLineup Only(int version) => new(Served(version));

    static ServedModel Served(int version)
    {
        var model = TestModels.Load(HandMadeModel.Classifier());
        return new ServedModel(new ModelVersion("test", version, model.Hash), model);
    }

    static bool Scores(ModelLease lease)
    {
        var scores = new float[1];
        lease.Lineup.Champion!.Model.Score([1f], 1, scores);
        return scores[0] == 0.9f;
    }
}
