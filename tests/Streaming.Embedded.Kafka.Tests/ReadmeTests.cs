using Confluent.Kafka;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests;

/// <summary>What the README shows first does what it says; it is this very code.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_brings_a_record_there_and_back()
    {
        await using var kafka = await EmbeddedKafka.StartAsync();
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("greetings", new Message<string, string> { Key = "en", Value = "hello" });
        using var consumer = new ConsumerBuilder<string, string>(
            new ConsumerConfig
            {
                BootstrapServers = kafka.BootstrapServers,
                GroupId = "readers",
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).Build();
        consumer.Subscribe("greetings");
        var greeting = consumer.Consume(TimeSpan.FromMinutes(1)).Message.Value;
        greeting.ShouldBe("hello");
    }

    [Fact]
    public void The_README_shows_that_example() =>
        Readme.FirstExample("Streaming.Embedded.Kafka").ShouldBeSubsetOf(Readme.Source("Streaming.Embedded.Kafka.Tests/ReadmeTests.cs"));
}
