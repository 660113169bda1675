using Streaming.Inference.Models;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models.History;
using Streaming.Models.States;
using Streaming.Store.HashChains;

namespace Streaming.Models.Tests.States;

/// <summary>Where versions stand, from what happened to them.</summary>
public sealed class ModelStateTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_version_is_registered_then_champion_then_retired_and_champion_again()
    {
        ChainedEvent[] events = [Registered(1), Registered(2), Promoted(1), Promoted(2), Promoted(1)];

        Words(events.Take(2)).ShouldBe(["registered", "registered"]);
        Words(events.Take(3)).ShouldBe(["champion", "registered"]);
        Words(events.Take(4)).ShouldBe(["retired", "champion"]);
        Words(events).ShouldBe(["champion", "retired"]);
    }

    [Fact]
    public void A_retired_version_knows_when_it_served_and_who_ended_that()
    {
        var retired = History(Registered(1), Registered(2), Promoted(1, hours: 1), Promoted(2, hours: 5, by: "ann", reason: "drift"))
            .Find(1)!
            .State.ShouldBeOfType<Retired>();

        (retired.Promoted, retired.Since, retired.Successor).ShouldBe((Start.AddHours(1), Start.AddHours(5), 2));
        retired.By.ShouldBe(new Authorship("ann", "drift"));
    }

    /// <summary>Two processes of an early release could both promote.</summary>
    [Fact]
    public void A_champion_that_is_promoted_once_more_has_been_one_since_the_first_time() =>
        History(Registered(1), Promoted(1, hours: 1, by: "ann"), Promoted(1, hours: 2, by: "bob"))
            .Find(1)!
            .State.ShouldBe(new Champion(Start.AddHours(1), new Authorship("ann")));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_promotion_of_what_is_not_there_is_told_as_an_alteration(int version) =>
        Should.Throw<ModelException>(() => History(Registered(1), Promoted(version))).Message.ShouldContain($"promotes version {version}");

    static IEnumerable<string> Words(IEnumerable<ChainedEvent> events) => History([.. events]).All.Select(m => m.State.Word);

    static ModelHistory History(params ChainedEvent[] events) => ModelHistory.Of("fraud", events);

    static ModelRegistered Registered(int version) => new(version, $"hash {version}", 10, Start, SampleModels.Description(0.9));

    static ModelPromoted Promoted(int version, int hours = 0, string? by = null, string? reason = null) =>
        new(version, Start.AddHours(hours)) { By = by, Reason = reason };
}
