using System.Text.Json;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Hundreds who follow the same predictions get each once, through a restart of the gateway.</summary>
public sealed class ManySubscribersTests(Services services) : IAsyncLifetime
{
    const int Subscribers = 300;
    const int Orders = 90;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _pipeline = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _pipeline = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        _pipeline.RunPipeline(_shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task Each_gets_each_prediction_once_through_a_restart()
    {
        await _pipeline.PublishAsync(_shop, Some(0, Orders / 3));
        using var patience = new CancellationTokenSource(Patience);
        var all = Enumerable.Range(0, Subscribers).Select(i => new Subscriber(PathOf(i))).ToList();

        // Before the restart every one of them has something, and some of the second third.
        await using (var first = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0))
        {
            var following = all.Select(s => s.FollowAsync(first, (Orders / 3) + 5, patience.Token)).ToList();
            await Task.WhenAll(all.Select(s => s.HasSomeAsync(patience.Token)));
            await _pipeline.PublishAsync(_shop, Some(Orders / 3, Orders / 3));
            await Task.WhenAll(following);
        }

        await using var second = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        var rest = all.Select(s => s.FollowAsync(second, Orders, patience.Token)).ToList();
        await _pipeline.PublishAsync(_shop, Some(2 * Orders / 3, Orders / 3));
        await Task.WhenAll(rest);
        foreach (var subscriber in all)
        {
            subscriber.Got.ShouldBeUnique();
            subscriber.Got.ShouldBe(Some(0, Orders).Select((_, i) => $"o{i}"), ignoreOrder: true);
        }
    }

    /// <summary>Filters that let all through, different ones: none of them may change what another gets.</summary>
    string PathOf(int subscriber) =>
        $"/v1/topologies/{_shop.Name}/predictions/stream?from_beginning=true"
        + (subscriber % 3) switch
        {
            0 => "",
            1 => "&min_score=0&max_score=1",
            _ => "&decision=large,small",
        };

    static IEnumerable<string> Some(int first, int count) =>
        Enumerable
            .Range(first, count)
            .Select(i =>
                $$"""{"id":"o{{i}}","at":"2026-03-04T10:{{i / 60:00}}:{{i % 60:00}}Z","customer":"c{{i % 5}}","amount":{{3 * i}}}"""
            );

    sealed class Subscriber(string path)
    {
        readonly TaskCompletionSource _some = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string? _last;

        public List<string> Got { get; } = [];

        public Task HasSomeAsync(CancellationToken stop) => _some.Task.WaitAsync(stop);

        /// <summary>Until it has so many.</summary>
        public async Task FollowAsync(RunningGateway gateway, int count, CancellationToken stop)
        {
            await foreach (var message in EventStream.ReadAsync(gateway.Client, path, _last, stop))
            {
                _last = message.Id ?? _last;
                if (message.Data is not { } data)
                    continue;
                Got.Add(JsonDocument.Parse(data).RootElement.GetProperty("event_id").GetString()!);
                _some.TrySetResult();
                if (Got.Count == count)
                    return;
            }
        }
    }
}
