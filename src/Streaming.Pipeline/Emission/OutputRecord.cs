using Confluent.Kafka;

namespace Streaming.Pipeline.Emission;

/// <summary>One record to emit; partition -1 leaves the choice to the key.</summary>
readonly record struct OutputRecord(string Topic, int Partition, Message<byte[]?, byte[]?> Message);
