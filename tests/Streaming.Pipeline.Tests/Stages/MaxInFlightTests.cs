using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Stages;

namespace Streaming.Pipeline.Tests.Stages;

public sealed class MaxInFlightTests
{
    /// <summary>Fails where the setting is not kept to, or not written down: a restart would not know how many batches may be missing from
    /// the outputs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void As_many_batches_are_on_their_way_as_is_said_and_recovery_emits_them_again(int maxInFlight)
    {
        var stage = Orders.Stage(maxInFlight: maxInFlight);
        var recorded = new List<StageStep>();
        for (var n = 0; n < 5; n++)
        {
            stage.Accept(Orders.Complete(n));
            if (stage.Features.Take() is { } batch)
                recorded.Add(stage.Recording.Record(stage.Scoring.Score(batch)));
        }

        recorded.Count.ShouldBe(maxInFlight);
        var tail = recorded[^1].Lineage.Tail;
        tail.Header!.MaxInFlight.ShouldBe(maxInFlight);
        Decide(tail, emitted: 0).ShouldBe(new RecoveryDecision.ReEmit(1, tail.Version));
        Decide(tail with { Version = tail.Version + 1 }, emitted: 0).ShouldBeOfType<RecoveryDecision.Stop>();
    }

    [Fact]
    public void At_least_one_batch_is_on_its_way() =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new PipelineSettings
            {
                BootstrapServers = "",
                Postgres = "",
                MaxInFlight = 0,
            }
        );

    static RecoveryDecision Decide(LineageTail tail, long emitted) =>
        RecoveryRules.Decide(
            new RecoveryFacts
            {
                TailVersion = tail.Version,
                MaxInFlight = tail.Header!.MaxInFlight,
                EmittedVersion = emitted,
                Committed = [],
                EveryInputCommitted = true,
                RecordedAtEmitted = null,
            }
        );
}
