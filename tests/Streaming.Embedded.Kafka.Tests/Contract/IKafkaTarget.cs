namespace Streaming.Embedded.Kafka.Tests.Contract;

/// <summary>Something that speaks the Kafka protocol: the contract's tests run against each in the same way.</summary>
public interface IKafkaTarget
{
    /// <summary>Where clients connect; starts the target for the first test that asks. Skips the test where there is no such target
    /// here.</summary>
    Task<string> StartAsync();
}
