using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Streaming.Embedded.Kafka.Hosting;

namespace Streaming.Embedded.Kafka.Tests.Hosting;

public sealed class EmbeddedKafkaServiceTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Fails where the broker starts with the others or ends before them: whoever uses it as long as he runs would meet a fault at
    /// either end.</summary>
    [Fact]
    public async Task Services_that_were_added_before_it_find_the_broker_from_their_start_to_their_end()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService<Greeter>().AddEmbeddedKafka().AddHealthChecks().AddEmbeddedKafka();
        using var host = builder.Build();
        var greeter = host.Services.GetServices<IHostedService>().OfType<Greeter>().Single();
        await host.StartAsync();
        (await CheckAsync(host)).ShouldBe(HealthStatus.Healthy);
        await host.StopAsync();
        greeter.Said.ShouldBe(["hello", "bye"]);
        (await CheckAsync(host)).ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public void Before_the_host_has_started_the_address_is_refused_with_the_reason()
    {
        using var services = new ServiceCollection().AddEmbeddedKafka().BuildServiceProvider();
        Should
            .Throw<InvalidOperationException>(() => services.GetRequiredService<EmbeddedKafkaService>().BootstrapServers)
            .Message.ShouldContain("starts with the host");
    }

    [Fact]
    public async Task A_broker_that_cannot_start_ends_the_hosts_start_with_its_reason()
    {
        await using var taken = await EmbeddedKafka.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddEmbeddedKafka(new KafkaOptions { Port = taken.Port });
        using var host = builder.Build();
        (await Should.ThrowAsync<EmbeddedKafkaException>(() => host.StartAsync())).Message.ShouldContain($"{taken.Port}");
    }

    /// <summary>Fails where a host that never came up leaves the broker running.</summary>
    [Fact]
    public async Task A_host_whose_start_fails_leaves_no_broker_behind()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddEmbeddedKafka().AddHostedService<Failing>();
        var host = builder.Build();
        await Should.ThrowAsync<NotSupportedException>(() => host.StartAsync());
        var port = host.Services.GetRequiredService<EmbeddedKafkaService>().Broker.Port;
        host.Dispose();
        await using var next = await EmbeddedKafka.StartAsync(new KafkaOptions { Port = port });
    }

    static async Task<HealthStatus> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;

    sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class Greeter(EmbeddedKafkaService kafka) : IHostedService
    {
        public List<string> Said { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => SayAsync("hello");

        public Task StopAsync(CancellationToken cancellationToken) => SayAsync("bye");

        async Task SayAsync(string word)
        {
            var config = new ProducerConfig { BootstrapServers = kafka.BootstrapServers };
            using var producer = new ProducerBuilder<Null, string>(config).Build();
            var written = await producer.ProduceAsync("words", new Message<Null, string> { Value = word }).WaitAsync(Patience);
            Said.Add(written.Value);
        }
    }
}
