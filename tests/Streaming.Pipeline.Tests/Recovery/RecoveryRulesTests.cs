using CsCheck;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Tests.Recovery;

public sealed class RecoveryRulesTests
{
    static readonly InputOffset[] At100 = [new("events", 0, 100), new("labels", 0, 7)];

    static RecoveryFacts Facts(
        long tail,
        long? emitted,
        IReadOnlyList<InputOffset>? committed = null,
        IReadOnlyList<InputOffset>? recorded = null,
        int maxInFlight = 2
    ) =>
        new()
        {
            TailVersion = tail,
            MaxInFlight = maxInFlight,
            EmittedVersion = emitted,
            Committed = committed ?? At100,
            EveryInputCommitted = (committed ?? At100).Count == At100.Length,
            RecordedAtEmitted = recorded ?? At100,
        };

    [Fact]
    public void Nothing_recorded_and_nothing_committed_starts_fresh() =>
        RecoveryRules.Decide(Facts(0, null, [])).ShouldBe(new RecoveryDecision.StartFresh());

    [Fact]
    public void A_start_that_died_before_its_first_append_goes_on() =>
        RecoveryRules.Decide(Facts(0, 0)).ShouldBe(new RecoveryDecision.Continue());

    [Fact]
    public void A_start_that_has_lost_an_offset_before_its_first_append_starts_again() =>
        RecoveryRules.Decide(Facts(0, 0, [new("events", 0, 100)])).ShouldBe(new RecoveryDecision.StartFresh());

    [Fact]
    public void A_first_append_that_was_not_emitted_is_emitted() =>
        RecoveryRules.Decide(Facts(1, 0)).ShouldBe(new RecoveryDecision.ReEmit(1, 1));

    [Fact]
    public void Everything_emitted_goes_on() => RecoveryRules.Decide(Facts(5, 5)).ShouldBe(new RecoveryDecision.Continue());

    [Fact]
    public void What_lineage_has_and_Kafka_has_not_is_emitted_again() =>
        RecoveryRules.Decide(Facts(7, 5)).ShouldBe(new RecoveryDecision.ReEmit(6, 7));

    [Fact]
    public void Offsets_older_than_they_can_be_stop_the_stage() =>
        RecoveryRules.Decide(Facts(8, 5)).ShouldBeOfType<RecoveryDecision.Stop>().Reason.ShouldContain("the broker has lost newer offsets");

    /// <summary>Fails where the rule goes by what this process may have under way, and not by what the one that wrote the lineage may have
    /// had.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void How_far_behind_they_can_be_is_what_the_last_batch_says(int maxInFlight, bool goesOn)
    {
        var decision = RecoveryRules.Decide(Facts(8, 5, maxInFlight: maxInFlight));
        if (goesOn)
            decision.ShouldBe(new RecoveryDecision.ReEmit(6, 8));
        else
            decision.ShouldBeOfType<RecoveryDecision.Stop>().Reason.ShouldContain("at most 2 versions can be waiting");
    }

    [Fact]
    public void Expired_offsets_stop_the_stage() =>
        RecoveryRules.Decide(Facts(5, null, [])).ShouldBeOfType<RecoveryDecision.Stop>().Reason.ShouldContain("expired");

    [Fact]
    public void A_database_from_before_the_emission_stops_the_stage() =>
        RecoveryRules.Decide(Facts(4, 5)).ShouldBeOfType<RecoveryDecision.Stop>().Reason.ShouldContain("restored from an older backup");

    [Fact]
    public void Offsets_that_somebody_moved_stop_the_stage() =>
        RecoveryRules
            .Decide(Facts(5, 5, [new("events", 0, 99), new("labels", 0, 7)]))
            .ShouldBeOfType<RecoveryDecision.Stop>()
            .Reason.ShouldContain("events[0] is 99");

    [Fact]
    public void An_input_without_an_offset_stops_the_stage() =>
        RecoveryRules
            .Decide(Facts(5, 5, [new("events", 0, 100)]))
            .ShouldBeOfType<RecoveryDecision.Stop>()
            .Reason.ShouldContain("labels[0]");

    [Fact]
    public void Every_version_is_emitted_exactly_once_or_the_stage_stops() =>
        Gen.Select(Gen.Long[0, 50], Gen.Long[-1, 50], Gen.Int[1, 5])
            .Sample(
                (tail, emitted, maxInFlight) =>
                {
                    var facts = Facts(tail, emitted < 0 ? null : emitted, emitted < 0 ? [] : At100, maxInFlight: maxInFlight);
                    switch (RecoveryRules.Decide(facts))
                    {
                        case RecoveryDecision.ReEmit(var from, var to):
                            from.ShouldBe(emitted + 1);
                            to.ShouldBe(tail);
                            break;
                        case RecoveryDecision.Continue:
                            emitted.ShouldBe(tail);
                            break;
                        case RecoveryDecision.StartFresh:
                            (tail, emitted).ShouldBe((0, -1));
                            break;
                        case RecoveryDecision.Stop:
                            (emitted < 0 || emitted > tail || tail - emitted > maxInFlight).ShouldBeTrue();
                            break;
                    }
                }
            );
}
