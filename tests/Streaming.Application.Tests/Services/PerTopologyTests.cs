using System.Collections.Concurrent;
using Streaming.Application.Services;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Application.Tests.Services;

/// <summary>Who waits for what is kept open to be looked at again, and who does not.</summary>
public sealed class PerTopologyTests : IAsyncLifetime
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly Clock _time = new();
    readonly ConcurrentQueue<TaskCompletionSource<Kept>> _looks = new();
    readonly PerTopology<Kept> _kept;
    int _looked;

    public PerTopologyTests() => _kept = new PerTopology<Kept>(_time, (_, _, stop) => LookAsync(stop));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    /// <summary>Fails where callers stand still for as long as a client takes to reach Kafka.</summary>
    [Fact]
    public async Task Whoever_comes_often_never_waits_for_it_to_be_looked_at_again()
    {
        var first = await FirstAsync();
        _time.Pass(PerTopology<Kept>.Good + Second);
        var (again, more) = (_kept.OfAsync("t", Stop), _kept.OfAsync("t", Stop));
        (again.IsCompleted, more.IsCompleted).ShouldBe((true, true));
        (await again, await more).ShouldBe((first, first));

        var second = new Kept();
        (await LookAsync()).SetResult(second);
        await UntilAsync(() => _kept.OfAsync("t", Stop).Result == second, "what was found is not taken");
        _looked.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_comes_after_a_pause_waits_for_it()
    {
        await FirstAsync();
        _time.Pass(PerTopology<Kept>.Usable);
        var later = _kept.OfAsync("t", Stop);
        var look = await LookAsync();
        later.IsCompleted.ShouldBeFalse();
        var second = new Kept();
        look.SetResult(second);
        (await later).ShouldBe(second);
    }

    [Fact]
    public async Task What_goes_wrong_meanwhile_is_heard_once_it_is_too_old()
    {
        var first = await FirstAsync();
        _time.Pass(PerTopology<Kept>.Good);
        (await _kept.OfAsync("t", Stop)).ShouldBe(first);
        (await LookAsync()).SetException(new InvalidOperationException("away"));
        (await _kept.OfAsync("t", Stop)).ShouldBe(first);
        _time.Pass(PerTopology<Kept>.Usable);
        var later = _kept.OfAsync("t", Stop);
        (await LookAsync()).SetException(new InvalidOperationException("still away"));
        (await Should.ThrowAsync<InvalidOperationException>(later)).Message.ShouldBe("still away");
        _looked.ShouldBe(3);
    }

    [Fact]
    public async Task A_look_under_way_ends_with_it_and_what_was_kept_is_disposed_of_once()
    {
        var kept = new PerTopology<Kept>(_time, (_, _, stop) => LookAsync(stop));
        var opening = kept.OfAsync("t", Stop);
        var first = new Kept();
        (await LookAsync()).SetResult(first);
        await opening;
        _time.Pass(PerTopology<Kept>.Good);
        await kept.OfAsync("t", Stop);
        await LookAsync();
        await kept.DisposeAsync();
        first.Disposed.ShouldBe(1);
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    async Task<Kept> FirstAsync()
    {
        var first = new Kept();
        var opening = _kept.OfAsync("t", Stop);
        (await LookAsync()).SetResult(first);
        return await opening;
    }

    /// <summary>The look that has begun, for a test to end it.</summary>
    async Task<TaskCompletionSource<Kept>> LookAsync()
    {
        TaskCompletionSource<Kept>? look = null;
        await UntilAsync(() => _looks.TryDequeue(out look), "nothing is looked at");
        return look!;
    }

    async Task<Kept> LookAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref _looked);
        var look = new TaskCompletionSource<Kept>(TaskCreationOptions.RunContinuationsAsynchronously);
        _looks.Enqueue(look);
        return await look.Task.WaitAsync(stop);
    }

    static Task UntilAsync(Func<bool> holds, string otherwise) => Eventually.TrueAsync(holds, otherwise, TimeSpan.FromMinutes(1));

    internal sealed class Kept : IAsyncDisposable
    {
        public int Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed++;
            return ValueTask.CompletedTask;
        }
    }

    sealed class Clock : TimeProvider
    {
        long _now;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }
}
