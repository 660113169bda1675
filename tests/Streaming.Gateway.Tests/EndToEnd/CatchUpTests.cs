using System.Text;
using System.Text.Json;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Topics;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>More than may catch up at a time begin far behind the tail, while more predictions come.</summary>
public sealed class CatchUpTests(Services services) : IDisposable
{
    const int Subscribers = 36;
    const int Before = 6000;
    const int All = 7000;
    const int Together = 50;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    readonly ShopTopology _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Each_gets_what_lies_far_back_and_what_comes_once_and_in_order()
    {
        var kafka = new KafkaConnection(services.Kafka);
        var partitions = KafkaPartition.Of($"{_shop.Name}.predictions", 3);
        using (var admin = new KafkaAdmin(kafka))
            await admin.CreateAsync([new NewTopic(partitions[0].Topic, partitions.Count)]);
        using var publisher = new TransactionalPublisher(kafka, $"{_shop.Name}-test", null, TimeSpan.FromSeconds(30));
        publisher.Initialise();
        Write(0, Before);
        await using var gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);
        using var patience = new CancellationTokenSource(Patience);
        var reading = Enumerable.Range(0, Subscribers).Select(_ => ReadAsync(gateway, patience.Token)).ToList();
        Write(Before, All);
        var wanted = Enumerable.Range(0, All).GroupBy(i => i / Together % partitions.Count).Select(g => g.ToList()).ToList();
        foreach (var got in await Task.WhenAll(reading))
        {
            got.Count.ShouldBe(All);
            got.GroupBy(i => i / Together % partitions.Count).OrderBy(g => g.Key).Select(g => g.ToList()).ShouldBe(wanted);
        }

        // A transaction each, whose marker takes an offset.
        void Write(int first, int end)
        {
            for (var i = first; i < end; i += Together)
            {
                var to = partitions[i / Together % partitions.Count];
                publisher.Write([.. Enumerable.Range(i, Together).Select(n => new NewRecord(to, null, Value(n)))]);
            }
        }
    }

    static byte[] Value(int number) => Encoding.UTF8.GetBytes($$"""{"number":{{number}}}""");

    async Task<List<int>> ReadAsync(RunningGateway gateway, CancellationToken stop)
    {
        var got = new List<int>();
        var path = $"/v1/topologies/{_shop.Name}/predictions/stream?from_beginning=true";
        await foreach (var message in EventStream.ReadAsync(gateway.Client, path, stop: stop))
        {
            if (message.Data is not { } data)
                continue;
            got.Add(JsonDocument.Parse(data).RootElement.GetProperty("number").GetInt32());
            if (got.Count == All)
                break;
        }

        return got;
    }
}
