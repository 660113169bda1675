using System.Net;
using Streaming.Gateway.Limiting;

namespace Streaming.Gateway.Tests.Limiting;

/// <summary>A bucket for each client, and no more of them than there may be.</summary>
public sealed class ClientBucketsTests
{
    const int Most = 1000;

    /// <summary>So slow that nothing comes back while a test runs.</summary>
    static readonly RatePolicy Slow = new("requests", 3, TimeSpan.FromDays(1));

    [Fact]
    public void Whoever_has_taken_all_gets_no_more_and_others_do()
    {
        var buckets = new ClientBuckets(Slow, Most, TimeProvider.System);
        buckets.Left("ada").ShouldBe(3);
        buckets.TryTake("ada", 2, out _).ShouldBeTrue();
        buckets.TryTake("ada", 2, out var again).ShouldBeFalse();
        again.ShouldBeInRange(TimeSpan.FromHours(1), TimeSpan.FromHours(9));
        buckets.Left("ada").ShouldBe(1);
        buckets.TryTake("ada", 1, out _).ShouldBeTrue();
        buckets.TryTake("ada", 1, out _).ShouldBeFalse();
        buckets.TryTake("ben", 3, out _).ShouldBeTrue();
    }

    [Fact]
    public void Names_that_somebody_chooses_cost_no_more_than_so_many_buckets()
    {
        var buckets = new ClientBuckets(Slow, Most, TimeProvider.System);
        buckets.TryTake("ada", 1, out _).ShouldBeTrue();
        var let = Enumerable.Range(0, 100_000).Count(i => buckets.TryTake(Network(i), 1, out _));
        buckets.Held.ShouldBe(Most);
        // Each of those that are told apart, and what the one bucket of all others holds.
        let.ShouldBe(Most - 1 + 3);
        // Who was there before has a bucket as before.
        buckets.TryTake("ada", 2, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_that_many_choose_at_the_same_time_cost_no_more_either()
    {
        var buckets = new ClientBuckets(Slow, Most, TimeProvider.System);
        await Parallel.ForAsync(0, 100_000, TestContext.Current.CancellationToken, (i, _) =>
        {
            buckets.TryTake($"key {i % 50_000}", 1, out var _);
            return ValueTask.CompletedTask;
        });
        buckets.Held.ShouldBe(Most);
    }

    [Fact]
    public void Full_buckets_are_forgotten_once_in_the_time_that_one_takes_to_fill_up()
    {
        var time = new HandTime();
        // A token comes back in a millionth of a second.
        var buckets = new ClientBuckets(new RatePolicy("requests", 1_000_000, TimeSpan.FromSeconds(1)), Most, time);
        for (var i = 0; i < Most; i++)
            buckets.TryTake(Network(i), 1, out _).ShouldBeTrue();
        buckets.TryTake("late", 1, out _).ShouldBeTrue();
        buckets.Held.ShouldBe(Most, "nobody looks for full ones yet");
        time.Pass(TimeSpan.FromSeconds(1));
        buckets.TryTake("later", 1, out _).ShouldBeTrue();
        buckets.Held.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::1")]
    public void Addresses_of_one_network_are_one_client(string address, string client) =>
        ClientName.OfAddress(IPAddress.Parse(address)).ShouldBe(client);

    /// <summary>A network of IPv6 each, which whoever has been given a prefix can choose.</summary>
    static string Network(int i) => ClientName.OfAddress(IPAddress.Parse($"2001:db8:{i >> 16:x}:{i & 0xffff:x}::1"));

    /// <summary>A clock that stands still until a test moves it.</summary>
    sealed class HandTime : TimeProvider
    {
        long _now;

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
