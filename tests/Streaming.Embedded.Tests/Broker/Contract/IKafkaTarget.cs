namespace Streaming.Embedded.Tests.Broker.Contract;

/// <summary>Something that speaks the Kafka protocol: the contract's tests run against each in the same way.</summary>
public interface IKafkaTarget
{
    /// <summary>Where clients connect. Skips the test where this target is not on this machine.</summary>
    string BootstrapServers { get; }
}
