using System.Reflection;
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

    /// <summary>A way that is added shows here, and in the decision record that says why the others are not.</summary>
    [Fact]
    public void Each_state_has_methods_for_what_may_follow_it_and_no_others()
    {
        var ways = typeof(ModelState)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ModelState)))
            .Select(t => (t.Name, Next: string.Join(' ', Ways(t).Order(StringComparer.Ordinal))));

        ways.ShouldBe(
            [
                ("Canary", "Canary Champion Rejected RolledBack"),
                ("Champion", "Retired RolledBack"),
                ("Registered", "Canary Champion Rejected Shadow"),
                ("Rejected", "Shadow"),
                ("Retired", "Champion Shadow"),
                ("RolledBack", "Shadow"),
                ("Shadow", "Canary Champion Rejected"),
            ],
            ignoreOrder: true
        );

        static IEnumerable<string> Ways(Type state) =>
            state
                .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Where(m => m.ReturnType.IsSubclassOf(typeof(ModelState)) && !m.Name.Contains('<', StringComparison.Ordinal))
                .Select(m => m.ReturnType.Name);
    }

    /// <summary>Every kind of event after every state, against the same table once more.</summary>
    [Fact]
    public void An_event_after_a_state_that_it_cannot_follow_is_told_as_an_alteration()
    {
        var loaded = Reached.SelectMany(state =>
            Next.Where(next => Loads([.. state.Events, next.Event])).Select(next => $"{state.Word}: {next.Word}")
        );

        loaded.ShouldBe(
            [
                "registered: shadow",
                "registered: canary",
                "registered: champion",
                "registered: rejected",
                "shadow: canary",
                "shadow: champion",
                "shadow: rejected",
                "canary: canary",
                "canary: champion",
                "canary: rejected",
                "canary: rolled back to 1",
                // As early releases wrote it; it changes nothing.
                "champion: champion",
                "champion: rolled back to 1",
                "retired: shadow",
                "retired: champion",
                "rejected: shadow",
                "rolled back: shadow",
            ],
            ignoreOrder: true
        );

        static bool Loads(ChainedEvent[] events)
        {
            try
            {
                History(events);
                return true;
            }
            catch (ModelException e)
            {
                e.Message.ShouldContain("it was altered. Restore the database from a backup.");
                return false;
            }
        }
    }

    [Fact]
    public void A_fifth_shadow_and_a_second_canary_are_told_as_alterations()
    {
        var six = Enumerable.Range(1, 6).Select(Registered).ToArray<ChainedEvent>();
        ChainedEvent[] four = [.. six, Shadow(1), Shadow(2), Shadow(3), Shadow(4)];
        History(four).ShadowVersions.ShouldBe([1, 2, 3, 4]);
        Altered([.. four, Shadow(5)]).ShouldContain("more than 4 shadows");
        Altered([.. six, Canary(1), Canary(2)]).ShouldContain("two canaries");
        History([.. six, Canary(1), Rejected(1), Canary(2)]).CanaryVersion.ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(0.51)]
    [InlineData(double.NaN)]
    public void A_share_that_no_canary_has_is_told_as_an_alteration(double share) =>
        Altered([Registered(1), new ModelCanaryBegun(1, share, Start)]).ShouldContain("of the keys");

    [Fact]
    public void Versions_that_do_not_follow_each_other_are_told_as_an_alteration() =>
        Altered([Registered(1), Registered(3)]).ShouldContain("registers version 3 after version 1");

    [Fact]
    public void Who_serves_follows_from_where_versions_stand()
    {
        ChainedEvent[] events = [.. Enumerable.Range(1, 4).Select(Registered), Shadow(4), Shadow(1), Promoted(2), Canary(3)];

        History(events).Serving.ShouldBe(new ServingModels(Version(2), Version(3), 0.1, [Version(1), Version(4)]));
        History([.. events, Promoted(3)]).Serving.ShouldBe(new ServingModels(Version(3), null, 0, [Version(1), Version(4)]));
        History([.. events, Promoted(1)]).Serving.ShouldBe(new ServingModels(Version(1), Version(3), 0.1, [Version(4)]));
        History([.. events, new ModelRolledBack(3, 2, Start)]).Serving.Canary.ShouldBeNull();

        static ModelVersion Version(int version) => new("fraud", version, $"hash {version}");
    }

    [Fact]
    public void A_roll_back_goes_one_champion_back_and_the_next_one_further()
    {
        ChainedEvent[] events = [Registered(1), Registered(2), Registered(3), Promoted(1), Promoted(2), Promoted(3)];

        Words([.. events, RolledBack(3, 2)]).ShouldBe(["retired", "champion", "rolled back"]);
        Words([.. events, RolledBack(3, 2), RolledBack(2, 1)]).ShouldBe(["champion", "rolled back", "rolled back"]);
        Altered([.. events, RolledBack(3, 1)]).ShouldContain("one that was not before it");
        Altered([.. events, RolledBack(3, 2), RolledBack(2, 1), RolledBack(1, 3)]).ShouldContain("one that was not before it");
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
        Should
            .Throw<ModelException>(() => History(Registered(1), Promoted(version)))
            .Message.ShouldContain($"makes version {version} champion, which it does not have");

    /// <summary>A way to every state of version 2, with version 1 champion or before it.</summary>
    static IEnumerable<(string Word, ChainedEvent[] Events)> Reached
    {
        get
        {
            ChainedEvent[] start = [Registered(1), Registered(2), Promoted(1)];
            ChainedEvent[][] ways =
            [
                [],
                [Shadow(2)],
                [Canary(2)],
                [Promoted(2)],
                [Promoted(2), Promoted(1)],
                [Rejected(2)],
                [Promoted(2), RolledBack(2, 1)],
            ];
            return ways.Select(way => (History([.. start, .. way]).StateOf(2)!.Word, (ChainedEvent[])[.. start, .. way]));
        }
    }

    static IEnumerable<(string Word, ChainedEvent Event)> Next =>
        [
            ("shadow", Shadow(2)),
            ("canary", Canary(2)),
            ("champion", Promoted(2)),
            ("rejected", Rejected(2)),
            ("rolled back to 1", RolledBack(2, 1)),
            ("rolled back to 3", RolledBack(2, 3)),
            ("rolled back", RolledBack(2, null)),
        ];

    static string Altered(ChainedEvent[] events) => Should.Throw<ModelException>(() => History(events)).Message;

    static ModelShadowBegun Shadow(int version) => new(version, Start);

    static ModelCanaryBegun Canary(int version) => new(version, 0.1, Start);

    static ModelRejected Rejected(int version) => new(version, Start);

    static ModelRolledBack RolledBack(int version, int? successor) => new(version, successor, Start);

    static IEnumerable<string> Words(IEnumerable<ChainedEvent> events) => History([.. events]).All.Select(m => m.State.Word);

    static ModelHistory History(params ChainedEvent[] events) => ModelHistory.Of("fraud", events);

    static ModelRegistered Registered(int version) => new(version, $"hash {version}", 10, Start, SampleModels.Description(0.9));

    static ModelPromoted Promoted(int version, int hours = 0, string? by = null, string? reason = null) =>
        new(version, Start.AddHours(hours)) { By = by, Reason = reason };
}
