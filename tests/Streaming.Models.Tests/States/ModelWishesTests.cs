using CsCheck;
using Streaming.Inference.Models;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models.History;
using Streaming.Models.States;
using Streaming.Store.HashChains;

namespace Streaming.Models.Tests.States;

/// <summary>What people and policies want of versions: an event, nothing where it is so already, or a refusal with the way out.</summary>
public sealed class ModelWishesTests
{
    const int Versions = 7;

    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Gen<(int Kind, int Version)[]> Wishes = Gen.Select(Gen.Int[0, 5], Gen.Int[1, Versions]).Array[0, 60];

    /// <summary>Whatever is wanted in whichever order: what comes of it loads, and what is refused names the state and a cure.</summary>
    [Fact]
    public void Whatever_is_wanted_leaves_a_history_that_loads() =>
        Wishes.Sample(wishes =>
        {
            List<ChainedEvent> events = [.. Enumerable.Range(1, Versions).Select(Registered)];
            foreach (var (kind, version) in wishes)
            {
                var history = ModelHistory.Of("fraud", events);
                try
                {
                    if (Wish(history, kind, version) is { } happened)
                        events.Add(happened);
                }
                catch (ModelException e)
                {
                    e.Cure.ShouldNotBeNull(e.Message);
                    e.Message.ShouldNotContain("altered");
                    e.Message.ShouldContain("'fraud'");
                }

                var all = ModelHistory.Of("fraud", events).All.ToList();
                all.Count(m => m.State is Champion).ShouldBeLessThanOrEqualTo(1);
                all.Count(m => m.State is Canary).ShouldBeLessThanOrEqualTo(1);
                all.Count(m => m.State is Shadow).ShouldBeLessThanOrEqualTo(Shadow.Most);
            }
        });

    /// <summary>A message that is delivered twice makes nothing happen twice.</summary>
    [Fact]
    public void A_wish_that_was_fulfilled_is_no_event_the_second_time() =>
        Wishes.Sample(wishes =>
        {
            List<ChainedEvent> events = [.. Enumerable.Range(1, Versions).Select(Registered)];
            foreach (var (kind, version) in wishes)
            {
                ChainedEvent? happened = null;
                try
                {
                    happened = Wish(ModelHistory.Of("fraud", events), kind, version);
                }
                catch (ModelException)
                {
                    // Refused; another test is about that.
                }

                if (happened is null)
                    continue;
                events.Add(happened);
                // A roll-back of whichever is champion means another one the second time.
                if (kind < 5)
                    Wish(ModelHistory.Of("fraud", events), kind, version).ShouldBeNull();
            }
        });

    [Theory]
    [InlineData("canary", 0, "Version 2 of 'fraud' is canary: it decides already", "reject-model fraud 2")]
    [InlineData("champion", 0, "Version 2 of 'fraud' is champion: it scores everything already", "promote fraud")]
    [InlineData("champion", 1, "Version 2 of 'fraud' is champion: it decides for all keys already", "promote fraud")]
    [InlineData("retired", 1, "Version 2 of 'fraud' is retired: let it be a shadow first", "shadow-model fraud 2")]
    [InlineData("rejected", 1, "Version 2 of 'fraud' is rejected: let it be a shadow first", "shadow-model fraud 2")]
    [InlineData("rolled back", 1, "Version 2 of 'fraud' is rolled back: let it be a shadow first", "shadow-model fraud 2")]
    [InlineData("rejected", 2, "Version 2 of 'fraud' is rejected: let it be a shadow first", "shadow-model fraud 2")]
    [InlineData("rolled back", 2, "Version 2 of 'fraud' is rolled back: let it be a shadow first", "shadow-model fraud 2")]
    [InlineData("champion", 3, "Version 2 of 'fraud' is champion: a champion is not rejected", "roll-back-model fraud")]
    [InlineData("retired", 3, "Version 2 of 'fraud' is retired: it serves nothing", "list-models")]
    [InlineData("rolled back", 3, "Version 2 of 'fraud' is rolled back: it serves nothing", "list-models")]
    [InlineData("registered", 4, "Version 2 of 'fraud' is registered: it has decided nothing", "reject-model fraud 2")]
    [InlineData("shadow", 4, "Version 2 of 'fraud' is shadow: it has decided nothing", "reject-model fraud 2")]
    [InlineData("retired", 4, "Version 2 of 'fraud' is retired: it decides nothing any more", "list-models")]
    [InlineData("rejected", 4, "Version 2 of 'fraud' is rejected: it decides nothing any more", "list-models")]
    public void An_illegal_wish_is_refused_with_the_state_and_the_way_out(string state, int kind, string message, string cure)
    {
        var refused = Should.Throw<ModelException>(() => Wish(In(state), kind, 2));
        refused.Message.ShouldStartWith(message);
        $"{refused.Cure}".ShouldBe(cure);
    }

    [Fact]
    public void Without_a_champion_there_is_nothing_to_take_back_and_a_canary_is_rejected()
    {
        Refused(History(Registered(1)), 5, 1).ShouldBe(("'fraud' has no champion, so there is nothing to take back.", "list-models"));
        Refused(History(Registered(1), new ModelCanaryBegun(1, 0.1, Start)), 5, 1)
            .ShouldBe(("'fraud' has no champion to take back. Its canary, version 1, ends by being rejected.", "reject-model fraud 1"));
    }

    [Fact]
    public void A_roll_back_that_has_nowhere_to_go_says_so()
    {
        Refused(History(Registered(1), Promoted(1)), 5, 1)
            .Message.ShouldBe(
                "Version 1 of 'fraud' is the first champion: there is none before it to go back to. Promote another version."
            );
        var shadowed = History(Registered(1), Registered(2), Promoted(1), Promoted(2), new ModelShadowBegun(1, Start));
        Refused(shadowed, 5, 1)
            .Message.ShouldBe(
                "Version 1 of 'fraud' was champion before version 2, and is shadow now: it is not gone back to unseen. Promote the "
                    + "version that is to decide."
            );
    }

    [Fact]
    public void More_than_four_shadows_and_a_second_canary_are_refused_with_those_that_there_are()
    {
        var shadows = History([
            .. Enumerable.Range(1, 6).Select(Registered),
            .. Enumerable.Range(2, 4).Select(v => new ModelShadowBegun(v, Start)),
        ]);
        Refused(shadows, 0, 1)
            .Message.ShouldBe(
                "'fraud' has 4 shadows, and no more are allowed: versions 2, 3, 4, 5. Reject one of them first, or go on with it."
            );
        Refused(History(Registered(1), Registered(2), new ModelCanaryBegun(1, 0.1, Start)), 1, 2)
            .ShouldBe(
                (
                    "'fraud' has a canary already, version 1, and there is one at a time. Promote or reject that one first.",
                    "reject-model fraud 1"
                )
            );
    }

    [Fact]
    public void A_canary_may_get_another_share_and_none_above_a_half()
    {
        var canary = History(Registered(1), new ModelCanaryBegun(1, 0.05, Start));
        new ModelWishes(canary, Start, Authorship.Unknown).BeginCanary(1, 0.05).ShouldBeNull();
        new ModelWishes(canary, Start, Authorship.Unknown).BeginCanary(1, 0.2).ShouldBe(new ModelCanaryBegun(1, 0.2, Start));
        Should
            .Throw<ModelException>(() => new ModelWishes(canary, Start, Authorship.Unknown).BeginCanary(1, 0.6))
            .Message.ShouldBe("A canary decides for more than 0 % and at most 50 % of the keys, not for 60%.");
    }

    static (string Message, string Cure) Refused(ModelHistory history, int kind, int version)
    {
        var refused = Should.Throw<ModelException>(() => Wish(history, kind, version));
        return (refused.Message, $"{refused.Cure}");
    }

    /// <param name="history">What happened so far.</param>
    /// <param name="kind">0 shadow, 1 canary, 2 promote, 3 reject, 4 roll back this one, 5 roll back the champion.</param>
    /// <param name="version">Which.</param>
    static ChainedEvent? Wish(ModelHistory history, int kind, int version)
    {
        var wishes = new ModelWishes(history, Start, Authorship.Unknown);
        return kind switch
        {
            0 => wishes.BeginShadow(version),
            1 => wishes.BeginCanary(version, 0.1),
            2 => wishes.Promote(version),
            3 => wishes.Reject(version),
            4 => wishes.RollBack(version),
            _ => wishes.RollBack(null),
        };
    }

    /// <summary>Version 2 in a state, beside version 1.</summary>
    static ModelHistory In(string state)
    {
        ChainedEvent[] start = [Registered(1), Registered(2), Promoted(1)];
        ChainedEvent[] way = state switch
        {
            "registered" => [],
            "shadow" => [new ModelShadowBegun(2, Start)],
            "canary" => [new ModelCanaryBegun(2, 0.1, Start)],
            "champion" => [Promoted(2)],
            "retired" => [Promoted(2), Promoted(1)],
            "rejected" => [new ModelRejected(2, Start)],
            _ => [Promoted(2), new ModelRolledBack(2, 1, Start)],
        };
        var history = History([.. start, .. way]);
        history.StateOf(2)!.Word.ShouldBe(state);
        return history;
    }

    static ModelHistory History(params ChainedEvent[] events) => ModelHistory.Of("fraud", events);

    static ModelRegistered Registered(int version) => new(version, $"hash {version}", 10, Start, SampleModels.Description(0.9));

    static ModelPromoted Promoted(int version) => new(version, Start);
}
