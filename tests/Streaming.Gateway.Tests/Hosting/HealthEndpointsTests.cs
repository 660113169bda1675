using Streaming.Gateway.Hosting;

namespace Streaming.Gateway.Tests.Hosting;

/// <summary>When a server says that it is ready.</summary>
public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Only_once_what_is_needed_is_loaded_which_is_begun_once()
    {
        var (loaded, begun) = (new TaskCompletionSource(), 0);
        using var health = Health(
            () => null,
            () =>
            {
                begun++;
                return loaded.Task;
            }
        );
        (await FaultAsync(health)).ShouldBe(HealthEndpoints.Loading);
        (await FaultAsync(health)).ShouldBe(HealthEndpoints.Loading);
        loaded.SetResult();
        (await FaultAsync(health)).ShouldBeNull();
        begun.ShouldBe(1);
    }

    [Fact]
    public async Task Where_loading_fails_it_is_tried_again_and_where_a_service_is_away_not_even_begun()
    {
        var (clock, down, begun) = (new Clock(), (string?)"away", 0);
        using var health = Health(
            () => down,
            () => ++begun == 1 ? Task.FromException(new InvalidOperationException("no luck")) : Task.CompletedTask,
            clock
        );
        (await FaultAsync(health)).ShouldBe("away");
        begun.ShouldBe(0);
        down = null;
        clock.Ticks += HealthEndpoints.Good.Ticks;
        (await FaultAsync(health))!.ShouldContain("no luck");
        clock.Ticks += HealthEndpoints.Good.Ticks;
        (await FaultAsync(health)).ShouldBeNull();
        begun.ShouldBe(2);
    }

    static HealthEndpoints Health(Func<string?> fault, Func<Task> load, TimeProvider? time = null) =>
        new(_ => Task.FromResult(fault()), _ => load(), time ?? TimeProvider.System, CancellationToken.None);

    static Task<string?> FaultAsync(HealthEndpoints health) => health.FaultAsync(TestContext.Current.CancellationToken);

    sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
