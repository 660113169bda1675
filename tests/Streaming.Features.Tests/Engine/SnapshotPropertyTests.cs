using CsCheck;
using Streaming.Events.Time;

namespace Streaming.Features.Tests.Engine;

public sealed class SnapshotPropertyTests
{
    const int Runs = 25;

    [Fact]
    public void A_snapshot_and_the_rows_after_it_give_the_bits_of_never_having_stopped()
    {
        Gen.Select(ReleasedBatch.Many(mostLate: 200), Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (batches, one, other) =>
                {
                    var taken = (int)(Math.Min(one, other) * batches.Count);
                    var stopped = (int)(Math.Max(one, other) * batches.Count);
                    var (calm, live, restored) = (NewEngine(), NewEngine(), NewEngine());
                    for (var i = 0; i < batches.Count; i++)
                    {
                        if (i == taken)
                            restored.Restore(live.Capture()!.ToBytes());
                        // The rows between snapshot and stop are replayed; those after are computed.
                        if (i >= taken && i < stopped)
                        {
                            var (events, labels, before, clock) = EngineRun.Build(batches[i]);
                            restored.Replay(events, labels, before, new Timestamp(clock));
                        }
                        var expected = EngineRun.Process(calm, batches[i]);
                        SameBits(EngineRun.Process(live, batches[i]), expected, "the engine whose state was copied");
                        if (i >= stopped)
                            SameBits(EngineRun.Process(restored, batches[i]), expected, $"restored at {taken}, stopped at {stopped}");
                    }
                },
                iter: Runs
            );
    }

    [Fact]
    public void An_engine_that_is_restored_after_every_batch_computes_the_same_bits()
    {
        ReleasedBatch
            .Many(mostLate: 200)
            .Sample(
                batches =>
                {
                    var (calm, restless) = (NewEngine(), NewEngine());
                    foreach (var batch in batches)
                    {
                        SameBits(EngineRun.Process(restless, batch), EngineRun.Process(calm, batch), "restored after every batch");
                        var snapshot = restless.Capture()!;
                        restless = NewEngine();
                        restless.Restore(snapshot.ToBytes()).ShouldBe(snapshot.Entries);
                    }
                },
                iter: Runs
            );
    }

    [Fact]
    public void A_snapshot_holds_no_more_than_the_windows_still_reach()
    {
        // However long the stream, what lies further back than all windows is not in it.
        var rows = Enumerable
            .Range(0, 5000)
            .Select(i => new Released(Label: false, 1000 + i, 0, "key" + (i % 500), 1, "text", Early: false))
            .ToList();
        var engine = NewEngine();
        var largest = 0L;
        foreach (var batch in ReleasedBatch.Cut(rows, [50]))
        {
            EngineRun.Process(engine, batch);
            largest = Math.Max(largest, engine.Capture()!.Entries);
        }

        var horizon = (long)engine.Horizon.TotalSeconds;
        const int LogsOfEvents = 3;
        largest.ShouldBeInRange(1, (horizon + 50) * LogsOfEvents);
    }

    static FeatureEngine NewEngine() => new(Windows.Stage(Windows.All), Windows.Topology);

    static void SameBits(Apache.Arrow.RecordBatch? actual, Apache.Arrow.RecordBatch? expected, string what)
    {
        foreach (var feature in Windows.All)
            Bits(EngineRun.Column([actual], feature)).ShouldBe(Bits(EngineRun.Column([expected], feature)), $"{feature.Name}, {what}");
    }

    static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
