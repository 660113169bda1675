using CsCheck;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Features.Tests.Engine;

public sealed class FeatureEnginePropertyTests
{
    [Fact]
    public void Windows_are_what_they_are_by_definition() => CheckAgainstDefinition(mostLate: ReleasedBatch.Drift);

    [Fact]
    public void Rows_later_than_the_drift_bound_see_what_lies_within_the_horizon() => CheckAgainstDefinition(mostLate: 200);

    [Fact]
    public void An_engine_restored_by_replay_goes_on_with_the_same_bits()
    {
        Gen.Select(ReleasedBatch.Many(mostLate: 200), Gen.Double[0, 1])
            .Sample(
                (batches, where) =>
                {
                    var cut = (int)(where * batches.Count);
                    var live = new FeatureEngine(Windows.Stage(Windows.All), Windows.Topology);
                    var restored = new FeatureEngine(Windows.Stage(Windows.All), Windows.Topology);
                    for (var i = 0; i < batches.Count; i++)
                    {
                        var expected = EngineRun.Process(live, batches[i]);
                        if (i < cut)
                        {
                            var (events, labels, before, clock) = EngineRun.Build(batches[i]);
                            if (InHorizon(batches[i], batches[cut - 1].Clock, live.Horizon))
                                restored.Replay(events, labels, before, new Timestamp(clock));
                            continue;
                        }
                        var actual = EngineRun.Process(restored, batches[i]);
                        foreach (var feature in Windows.All)
                            Bits(EngineRun.Column([actual], feature)).ShouldBe(Bits(EngineRun.Column([expected], feature)), feature.Name);
                    }
                },
                iter: Runs
            );
    }

    [Fact]
    public void Where_batches_are_cut_makes_no_difference_to_rows_within_the_drift_bound()
    {
        Gen.Select(ReleasedBatch.Many(mostLate: ReleasedBatch.Drift), Gen.Int[1, 10])
            .Sample(
                (batches, size) =>
                {
                    var one = Run(batches);
                    var other = Run(ReleasedBatch.Cut([.. batches.SelectMany(b => b.Rows)], [size]));
                    foreach (var feature in Windows.All)
                        Bits(EngineRun.Column(other, feature)).ShouldBe(Bits(EngineRun.Column(one, feature)), feature.Name);
                },
                iter: Runs
            );
    }

    // A run looks at some 60 events through 90 windows, each by definition: a few do.
    const int Runs = 25;

    static void CheckAgainstDefinition(int mostLate)
    {
        ReleasedBatch
            .Many(mostLate)
            .Sample(
                batches =>
                {
                    var actual = Run(batches);
                    foreach (var feature in Windows.All)
                    {
                        var expected = WindowReference.Compute(feature, batches, Reach(feature)).ToArray();
                        var column = EngineRun.Column(actual, feature);
                        for (var i = 0; i < expected.Length; i++)
                        {
                            var tolerance = feature.Aggregate == Aggregate.Stddev ? 1e-7 * Math.Abs(expected[i]) : 0;
                            if (!(Math.Abs(column[i] - expected[i]) <= tolerance) && !column[i].Equals(expected[i]))
                                Assert.Fail($"{feature.Name}, event {i}: {column[i]:R} instead of {expected[i]:R}");
                        }
                    }
                },
                iter: Runs
            );
    }

    static List<Apache.Arrow.RecordBatch?> Run(IEnumerable<ReleasedBatch> batches)
    {
        var engine = new FeatureEngine(Windows.Stage(Windows.All), Windows.Topology);
        return [.. batches.Select(b => EngineRun.Process(engine, b))];
    }

    // A log keeps what its longest window needs; there is one for an input's rows and one for each size of pane.
    static long Reach(WindowFeature feature) =>
        Windows.All.Where(w => w.Input == feature.Input && Pane(w) == Pane(feature)).Max(w => (long)(w.Over + w.Delay).TotalSeconds);

    static TimeSpan? Pane(WindowFeature feature) => WindowReference.IsKeptByPane(feature) ? feature.Pane : null;

    static bool InHorizon(ReleasedBatch batch, long clock, TimeSpan horizon) =>
        batch.Rows.Any(r => Math.Max(r.Time, r.Labelled) >= clock - (long)horizon.TotalSeconds);

    static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
