using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Pipeline.Kafka;

/// <summary>Settings of a stage's clients in this process.</summary>
static class KafkaClients
{
    public static ConsumerConfig Consumer(PipelineSettings settings, string group) =>
        Consumers.OfStage(settings.Kafka, group, settings.Instance, settings.SessionTimeout);

    /// <summary>One transactional producer a stage.</summary>
    public static ProducerConfig Producer(PipelineSettings settings, string stageGroup) =>
        Producers.Transactional(settings.Kafka, $"{stageGroup}.{settings.Instance}", settings.TransactionTimeout);
}
