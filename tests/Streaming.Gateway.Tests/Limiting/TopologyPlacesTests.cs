using Streaming.Application.Operations;
using Streaming.Gateway.Limiting;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.Limiting;

/// <summary>Places for each topology: a burst waits, and too many are told to come again.</summary>
public sealed class TopologyPlacesTests
{
    static readonly GatewayLimits Limits = new() { TopologyWork = new(2, 3), TopologyDecisions = new(1, 0) };

    readonly TopologyPlaces _places = new(["shop", "bank"], Limits);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_waits_and_what_comes_after_it_is_told_to_come_again()
    {
        var taken = new[] { await EnterAsync("shop"), await EnterAsync("shop") };
        var waiting = Enumerable.Range(0, 3).Select(_ => EnterAsync("shop").AsTask()).ToList();
        waiting.ShouldAllBe(w => !w.IsCompleted);
        var refused = await Should.ThrowAsync<LimitedException>(EnterAsync("shop").AsTask());
        (refused.Limit, refused.Kind, refused.Seconds).ShouldBe(("places", FailureKind.Busy, 1));

        // Who came first goes on first.
        taken[0]!.Dispose();
        using var first = await waiting[0];
        waiting[1].IsCompleted.ShouldBeFalse();
        taken[1]!.Dispose();
        using var second = await waiting[1];
        second.ShouldNotBeNull();
    }

    [Fact]
    public async Task Other_topologies_and_other_kinds_have_places_of_their_own()
    {
        var taken = new[] { await EnterAsync("shop"), await EnterAsync("shop") };
        using var elsewhere = await EnterAsync("bank");
        using var decision = await _places.EnterAsync("shop", PlaceKind.Decision, Stop);
        await Should.ThrowAsync<LimitedException>(_places.EnterAsync("shop", PlaceKind.Decision, Stop).AsTask());
        elsewhere.ShouldNotBeNull();
        taken.ShouldAllBe(t => t != null);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_room_for_the_next()
    {
        var taken = new[] { await EnterAsync("shop"), await EnterAsync("shop") };
        using var patience = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => _places.EnterAsync("shop", PlaceKind.Work, patience.Token).AsTask()).ToList();
        await patience.CancelAsync();
        foreach (var one in waiting)
            await Should.ThrowAsync<OperationCanceledException>(one);
        var next = EnterAsync("shop").AsTask();
        taken[0]!.Dispose();
        (await next).ShouldNotBeNull();
    }

    /// <summary>What callers name costs no memory: only what is offered has places.</summary>
    [Fact]
    public async Task What_is_not_offered_has_no_places()
    {
        for (var i = 0; i < 100; i++)
            (await EnterAsync($"made up {i}")).ShouldBeNull();
        (await _places.EnterAsync(null, PlaceKind.Work, Stop)).ShouldBeNull();
    }

    ValueTask<IDisposable?> EnterAsync(string topology) => _places.EnterAsync(topology, PlaceKind.Work, Stop);
}
