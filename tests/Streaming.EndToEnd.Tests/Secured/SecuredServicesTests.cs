using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.GetStatus;
using Streaming.Application.Hosting;
using Streaming.Application.Operations;
using Streaming.Application.RunPipeline;
using Streaming.Application.Settings;
using Streaming.Application.SimulateEvents;
using Streaming.Embedded.Kafka.Tests.Security;
using Streaming.Testing.Apache;

namespace Streaming.EndToEnd.Tests.Secured;

/// <summary>A pipeline where nothing is in the clear: Kafka over TLS and SASL with rules of access, PostgreSQL over TLS and
/// SCRAM.</summary>
public sealed class SecuredServicesTests : IDisposable
{
    const string Topology = "card-fraud";
    const int Events = 500;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly string _folder = Directory.CreateTempSubdirectory("secured-").FullName;
    readonly Certificates _certificates = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _certificates.Dispose();
    }

    [Fact]
    public async Task A_pipeline_runs_on_the_embedded_broker_by_SCRAM_over_TLS_and_on_PostgreSQL_over_TLS()
    {
        await using var kafka = await SecuredKafka.EmbeddedAsync(_certificates);
        await ScoresAllAsync(kafka);
    }

    [Fact]
    public async Task A_pipeline_runs_on_Apache_Kafka_by_PLAIN_over_TLS_and_on_PostgreSQL_over_TLS()
    {
        if (ApacheHome.Find() is not { } home)
        {
            Assert.Skip(
                $"no Apache Kafka here: {ApacheKafka.HomeVariable} is not set, and there is no {ApacheHome.Beside} above the repository"
            );
            return;
        }

        await using var kafka = await SecuredKafka.ApacheAsync(home, _folder, _certificates);
        await ScoresAllAsync(kafka);
    }

    async Task ScoresAllAsync(SecuredKafka kafka)
    {
        await using var postgres = await SecuredPostgres.StartAsync(Path.Combine(_folder, "postgres"), _certificates);
        var connections = new Connections
        {
            Data = _folder,
            Kafka = kafka.Bootstrap,
            Postgres = postgres.ConnectionString,
            KafkaProperties = kafka.Properties,
        };
        await using var provider = new ServiceCollection()
            .AddStreaming(new StreamingOptions { Connections = connections, HostVerb = "none" })
            .BuildServiceProvider();
        var operations = provider.GetRequiredService<OperationRunner>();
        using var stop = new CancellationTokenSource();
        var running = operations.RunAsync(
            new RunPipelineOperation(),
            new RunPipelineRequest(Topology, Partitions: 2, Jobs: 0),
            Caller.Local,
            stop: stop.Token
        );

        var sent = await operations.RunAsync(
            new SimulateEventsOperation(),
            new SimulateEventsRequest
            {
                Topology = Topology,
                Events = Events,
                Partitions = 2,
            },
            Caller.Local
        );
        sent.Events.ShouldBe(Events);
        var status = await operations.RunAsync(
            new GetStatusOperation(),
            new GetStatusRequest(Topology, Wait: true, Patience),
            Caller.Local
        );
        status.Scored.ShouldBe(Events);
        var (encrypted, plain) = await postgres.ConnectionsAsync();
        encrypted.ShouldBeGreaterThan(0);
        plain.ShouldBe(0);
        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        (await running).Scored.ShouldBe(Events);

        // Who shows the wrong password is not let in, who has no rule sees nothing, and nobody is answered in the clear.
        Seen(kafka, kafka.Properties).ShouldContain("predictions");
        Seen(kafka, kafka.OfAStranger).ShouldBeEmpty();
        Should.Throw<KafkaException>(() => Seen(kafka, kafka.WithAWrongPassword));
        Should.Throw<KafkaException>(() => Seen(kafka, new Dictionary<string, string>()));
        (await SecuredPostgres.LetsInAsync(postgres.ConnectionString)).ShouldBeTrue();
        (await SecuredPostgres.LetsInAsync(postgres.Plain)).ShouldBeFalse();
    }

    /// <summary>The topics that a client sees.</summary>
    static IEnumerable<string> Seen(SecuredKafka kafka, IReadOnlyDictionary<string, string> properties)
    {
        using var admin = new AdminClientBuilder(new Dictionary<string, string>(properties) { ["bootstrap.servers"] = kafka.Bootstrap })
            .SetLogHandler((_, _) => { })
            .Build();
        return [.. admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => t.Topic).Where(t => !t.StartsWith("__"))];
    }
}
