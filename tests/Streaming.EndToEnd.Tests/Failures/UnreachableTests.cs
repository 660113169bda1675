using Streaming.EndToEnd.Tests.Harness;
using Streaming.Pipeline;
using Streaming.Topology;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>What is not there is named with its cure, and nothing has begun.</summary>
public sealed class UnreachableTests(TestServices services)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_broker_that_does_not_answer_is_named()
    {
        var settings = TestPipeline.Settings("127.0.0.1:1", await services.NewDatabaseAsync()) with { ConnectTimeout = Soon };
        var fault = await Should.ThrowAsync<StreamingException>(() => TestPipeline.StartAsync(Sample.Plan("no-broker"), settings));
        fault.Message.ShouldContain("127.0.0.1:1");
        fault.Cure.ShouldBe(Cure.NameKafka);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=postgres;Timeout=3")]
    [InlineData(null)]
    public async Task A_database_that_is_not_there_is_named_before_a_topic_is_made(string? postgres)
    {
        var plan = Sample.Plan("no-database");
        postgres ??= (await services.NewDatabaseAsync()).Replace("Database=", "Database=nowhere_", StringComparison.OrdinalIgnoreCase);
        var fault = await Should.ThrowAsync<StreamingException>(() =>
            TestPipeline.StartAsync(plan, TestPipeline.Settings(services.Kafka, postgres))
        );
        fault.Message.ShouldContain("PostgreSQL");
        fault.Cure.ShouldBe(Cure.NamePostgres);
        using var admin = new KafkaAdmin(services.Kafka);
        admin.Has(plan.Topology.Source.Topic).ShouldBeFalse();
        (await admin.OffsetsAsync(plan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_that_the_client_does_not_know_is_named()
    {
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync()) with
        {
            KafkaProperties = new Dictionary<string, string> { ["socket.timeout.mss"] = "1" },
        };
        var fault = await Should.ThrowAsync<StreamingException>(() => TestPipeline.StartAsync(Sample.Plan("odd-setting"), settings));
        fault.Message.ShouldContain("socket.timeout.mss");
    }
}
