using Confluent.Kafka;
using Streaming.Application.ListQuarantine;
using Streaming.Application.Quarantine;
using Streaming.Application.RetryQuarantine;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What is rejected, and what can be done about it.</summary>
public sealed class QuarantineTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File]);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_record_without_a_value_has_nothing_to_try_again()
    {
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(_shop, ["""{"id":"o1","at":"2026-03-04T10:00:00Z","customer":"c1","amount":5}"""]);
        using (var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = services.Kafka }).Build())
            await producer.ProduceAsync($"{_shop.Name}.orders", new Message<string, byte[]> { Key = "c1", Value = null! });
        IReadOnlyList<QuarantinedRecord> rejected = [];
        await Eventually.TrueAsync(
            async () =>
                (rejected = await _gateway.RunAsync(new ListQuarantineOperation(), new ListQuarantineRequest(_shop.File))).Count > 0,
            "it is not rejected"
        );

        rejected.ShouldHaveSingleItem().Value.ShouldBeNull();
        rejected[0].RawValue.ShouldBeNull();
        var retried = await _gateway.RunAsync(
            new RetryQuarantineOperation(),
            new RetryQuarantineRequest(_shop.File, [rejected[0].Address])
        );
        (retried.Published, retried.Left).ShouldBe((0, 1));
    }
}
