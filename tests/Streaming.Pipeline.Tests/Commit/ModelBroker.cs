using Confluent.Kafka;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Tests.Commit;

/// <summary>What a broker does with transactions, as far as the commit protocol counts on it: all or nothing, and the group's newest
/// generation only.</summary>
sealed class ModelBroker
{
    readonly Lock _lock = new();
    readonly Dictionary<TopicPartition, long> _offsets = [];
    readonly List<OutputRecord> _records = [];
    int _generation;

    /// <summary>Everything that a read-committed consumer sees.</summary>
    public IReadOnlyList<OutputRecord> Records
    {
        get
        {
            lock (_lock)
                return [.. _records];
        }
    }

    /// <summary>The partition goes to another member of the group.</summary>
    public ModelGroup Assign()
    {
        lock (_lock)
            return new ModelGroup(++_generation);
    }

    public IReadOnlyList<InputOffset> Committed()
    {
        lock (_lock)
            return [.. _offsets.Select(o => new InputOffset(o.Key.Topic, o.Key.Partition.Value, o.Value))];
    }

    public void Commit(IEnumerable<OutputRecord> records, IEnumerable<TopicPartitionOffset> offsets, ModelGroup group)
    {
        lock (_lock)
        {
            if (group.Generation != _generation)
                throw new KafkaException(ErrorCode.IllegalGeneration);
            _records.AddRange(records);
            foreach (var offset in offsets)
                _offsets[offset.TopicPartition] = offset.Offset.Value;
        }
    }
}

/// <summary>Membership of a group, under one of its generations.</summary>
sealed record ModelGroup(int Generation) : IConsumerGroupMetadata;

/// <summary>A process's connection to the broker.</summary>
sealed class ModelEmitter(ModelBroker broker, ModelProcess process) : IEmitter
{
    public void Initialise() { }

    public void Emit(IEnumerable<OutputRecord> records, IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata group) =>
        process.Emitting(() => broker.Commit([.. records], [.. offsets], (ModelGroup)group));

    public void Dispose() { }
}
