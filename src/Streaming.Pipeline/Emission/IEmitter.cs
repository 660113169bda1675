using Confluent.Kafka;

namespace Streaming.Pipeline.Emission;

/// <summary>Where a commit makes outputs visible: the second of its two ports.</summary>
interface IEmitter : IDisposable
{
    /// <summary>Aborts what an earlier process of the same name left open and fences it.</summary>
    void Initialise();

    /// <summary>Emits outputs and the offsets that say they are emitted, all or nothing.</summary>
    /// <param name="records">The outputs.</param>
    /// <param name="offsets">Positions in the inputs, and the version that is emitted.</param>
    /// <param name="group">Of the assignment that the records were read under: one that is over may not commit.</param>
    /// <exception cref="KafkaException">Not committed, or not known to be: recover from lineage with a new emitter.</exception>
    void Emit(IEnumerable<OutputRecord> records, IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata group);
}
