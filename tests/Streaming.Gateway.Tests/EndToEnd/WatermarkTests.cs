using System.Text;
using System.Text.Json;
using Streaming.Embedded.Tests.Setup;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Topics;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Callers know nothing of watermarks: their events are scored at once, and nobody else's turn late.</summary>
public sealed class WatermarkTests(Services services) : IAsyncLifetime
{
    /// <summary>Whatever waits for silence here waits longer than any test.</summary>
    readonly ShopTopology _shop = new(order: "{ max_wait: 1h, publisher_timeout: 2h }");
    RunningGateway _gateway = null!;

    string Events => $"/v1/topologies/{_shop.Name}/events";

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);
        _gateway.RunPipeline(_shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task An_event_is_scored_without_waiting_for_what_other_partitions_bring()
    {
        for (var i = 1; i <= 4; i++)
        {
            await _gateway.PostAsync(Events, Order($"h{i}", $"c{i}", $"10:00:0{i}"));
            (await PredictedAsync(i)).Select(p => p.Late).ShouldAllBe(late => !late);
        }
    }

    [Fact]
    public async Task A_batch_in_any_order_is_in_order()
    {
        var orders = Enumerable.Range(0, 50).Select(i => Order($"h{i}", "c1", $"10:{59 - i:00}:00"));
        await _gateway.PostAsync(Events, $"[{string.Join(',', orders)}]");
        (await PredictedAsync(50)).Where(p => p.Late).ShouldBeEmpty();
    }

    /// <summary>One publisher has come to 10:05 and is live, when a caller publishes what is dated 11:00.</summary>
    [Fact]
    public async Task Another_publishers_rows_do_not_turn_late_and_are_waited_for()
    {
        await _gateway.PostAsync(Events, Order("h1", "c1", "10:00:00"));
        await PredictedAsync(1);
        using var other = new RecordPublisher(new KafkaConnection(services.Kafka), "other");
        Send("p1", "10:05:00");
        Promise(At("10:05:00"));
        await _gateway.PostAsync(
            Events,
            $"[{string.Join(',', Enumerable.Range(0, 20).Select(i => Order($"h{i + 2}", $"c{i}", "11:00:00")))}]"
        );
        for (var minute = 10; minute < 30; minute++)
            Send($"p{minute}", $"10:{minute}:00");
        Promise(At("10:29:00"));
        Promise(Watermark.Idle);
        var predicted = await PredictedAsync(1 + 1 + 20 + 20);
        predicted.Where(p => p.Late).ShouldBeEmpty();
        predicted.Select(p => p.Id).ShouldBeUnique();

        void Send(string id, string time) =>
            other.Send($"{_shop.Name}.orders", Encoding.UTF8.GetBytes($"c{id}"), Encoding.UTF8.GetBytes(Order(id, $"c{id}", time)));

        void Promise(Timestamp time)
        {
            other.Acknowledge();
            using var admin = new KafkaAdmin(new KafkaConnection(services.Kafka));
            foreach (var partition in admin.PartitionsOf($"{_shop.Name}.orders"))
                other.SendWatermark(partition, time);
            other.Acknowledge();
        }
    }

    async Task<IReadOnlyList<(string Id, bool Late)>> PredictedAsync(int count)
    {
        List<(string, bool)> predicted = [];
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await _gateway.Client.GetAsync($"/v1/topologies/{_shop.Name}/predictions?from_beginning=true");
                // The pipeline makes its topics when it starts.
                if (!answer.IsSuccessStatusCode)
                    return false;
                predicted =
                [
                    .. (await answer.Content.ReadAsStringAsync())
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select(l => JsonDocument.Parse(l).RootElement)
                        .Select(p => (p.GetProperty("event_id").GetString()!, p.TryGetProperty("late", out var late) && late.GetBoolean())),
                ];
                return predicted.Count >= count;
            },
            $"{count} predictions"
        );
        return predicted;
    }

    static Timestamp At(string time) =>
        IsoTime.TryParse(Encoding.UTF8.GetBytes($"2026-03-04T{time}Z"), out var at) ? at : throw new FormatException(time);

    static string Order(string id, string customer, string time) =>
        $$"""{"id":"{{id}}","at":"2026-03-04T{{time}}Z","customer":"{{customer}}","amount":1}""";
}
