using Confluent.Kafka;
using Streaming.Embedded.Kafka.Xunit;

namespace Streaming.Embedded.Kafka.Tests.Hosting;

/// <summary>The fixture in the hands of xunit itself.</summary>
public sealed class KafkaFixtureTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Tests_find_its_broker_running()
    {
        var topic = kafka.NewName("greetings");
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        var written = await producer.ProduceAsync(topic, new Message<string, string> { Key = "en", Value = "hello" });
        (written.Topic, written.Offset.Value).ShouldBe((topic, 0));
    }

    [Fact]
    public void Names_are_given_once()
    {
        var names = Enumerable.Range(0, 100).AsParallel().Select(_ => kafka.NewName("t")).ToList();
        names.Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public async Task Its_options_are_those_of_the_class_and_it_is_gone_after_the_last_test()
    {
        var fixture = new ThreePartitions();
        Should.Throw<InvalidOperationException>(() => fixture.Broker);
        await fixture.InitializeAsync();
        var address = fixture.BootstrapServers;
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build())
        {
            await admin.CreateTopicsAsync([new() { Name = "t", NumPartitions = -1 }]);
            admin.GetMetadata("t", TimeSpan.FromMinutes(1)).Topics.Single().Partitions.Count.ShouldBe(3);
        }

        await fixture.DisposeAsync();
        Should.Throw<InvalidOperationException>(() => fixture.Broker);
        // The address is free again.
        await using var next = await EmbeddedKafka.StartAsync(new KafkaOptions { Port = int.Parse(address.Split(':')[1]) });
    }

    sealed class ThreePartitions : KafkaFixture
    {
        protected override KafkaOptions Options => new() { DefaultPartitions = 3 };
    }
}
