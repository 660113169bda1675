using System.Collections.Concurrent;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>What became of a change to a topic. The message is for the client's user.</summary>
readonly record struct TopicResult(ErrorCode Error, string? Message = null, Topic? Topic = null)
{
    public static TopicResult Fail(ErrorCode error, string message) => new(error, message);
}

/// <summary>
/// All topics, by name and id. Changes go to the state store first, then to disk; what a crash leaves half done in the folders is
/// put right at start, where folders of topics that the store does not know are removed.
/// </summary>
sealed class TopicCatalog : IDisposable
{
    readonly Lock _lock = new();
    readonly KafkaOptions _options;
    readonly StateStore _state;
    readonly string _root;
    readonly Action<string>? _report;
    readonly ConcurrentDictionary<string, Topic> _byName = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Guid, Topic> _byId = new();
    long _version;

    public TopicCatalog(KafkaOptions options, StateStore state, Action<string>? report = null)
    {
        (_options, _state, _report) = (options, state, report);
        _root = Path.Combine(options.Folder, "topics");
        Directory.CreateDirectory(_root);
        var records = state.Entries(StateKind.Topic).ConvertAll(entry => TopicRecord.Decode(entry.Key, entry.Value));
        Parallel.ForEach(records, record => Add(Open(record, existing: [])));
        var known = records.Select(record => record.DirectoryName).ToHashSet(StringComparer.Ordinal);
        foreach (var stray in Directory.EnumerateDirectories(_root).Where(path => !known.Contains(Path.GetFileName(path))))
            Directory.Delete(stray, recursive: true);
    }

    /// <summary>Another number whenever topics have come, grown, changed or gone.</summary>
    public long Version => Interlocked.Read(ref _version);

    public ICollection<Topic> All => _byName.Values;

    public Topic? Find(string name) => _byName.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _byId.GetValueOrDefault(id);

    public PartitionLog? Partition(string topic, int partition) => Find(topic)?.Partition(partition);

    public TopicConfig ConfigOf(IReadOnlyDictionary<string, string> overrides) => new(_options, overrides);

    /// <summary>Creates a topic, or only checks that it could be.</summary>
    public TopicResult Create(string name, int partitions, IReadOnlyDictionary<string, string> config, bool checkOnly)
    {
        if (!TopicName.IsValid(name))
            return TopicResult.Fail(ErrorCode.InvalidTopic, $"Topic name '{name}' is not valid: 1 to 249 of a-z A-Z 0-9 . _ - are allowed");
        if (partitions is < 1 or > 10_000)
            return TopicResult.Fail(ErrorCode.InvalidPartitions, $"Number of partitions was set to {partitions}, 1 to 10000 are possible");
        if (config.Select(pair => TopicConfig.Fault(pair.Key, pair.Value)).FirstOrDefault(fault => fault is not null) is { } wrong)
            return TopicResult.Fail(ErrorCode.InvalidConfig, wrong);
        lock (_lock)
        {
            if (_byName.ContainsKey(name))
                return TopicResult.Fail(ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
            var record = new TopicRecord(name, Guid.NewGuid(), partitions, config);
            if (checkOnly)
                return new TopicResult(ErrorCode.None, Topic: new Topic(name, Guid.Empty, ConfigOf(config), new PartitionLog[partitions]));
            return Stored(() =>
            {
                var opened = Open(record, existing: []);
                _state.Put(TopicRecord.Key(name), record.Encode());
                return Add(opened);
            });
        }
    }

    /// <summary>The topic of a name, created with the defaults where that is allowed.</summary>
    public TopicResult FindOrCreate(string name, bool mayCreate)
    {
        if (Find(name) is { } found)
            return new TopicResult(ErrorCode.None, Topic: found);
        if (!TopicName.IsValid(name))
            return new TopicResult(ErrorCode.InvalidTopic);
        if (!mayCreate || !_options.AutoCreateTopics)
            return new TopicResult(ErrorCode.UnknownTopicOrPartition);
        var created = Create(name, _options.DefaultPartitions, new Dictionary<string, string>(StringComparer.Ordinal), checkOnly: false);
        return created.Error == ErrorCode.TopicAlreadyExists ? new TopicResult(ErrorCode.None, Topic: Find(name)) : created;
    }

    public TopicResult AddPartitions(string name, int count, bool checkOnly)
    {
        lock (_lock)
        {
            if (Find(name) is not { } topic)
                return TopicResult.Fail(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist.");
            if (count <= topic.Partitions.Length || count > 10_000)
            {
                return TopicResult.Fail(
                    ErrorCode.InvalidPartitions,
                    $"Topic '{name}' has {topic.Partitions.Length} partitions, {count} is no increase up to 10000"
                );
            }

            if (checkOnly)
                return new TopicResult(ErrorCode.None);
            var record = new TopicRecord(name, topic.Id, count, topic.Config.Overrides);
            return Stored(() =>
            {
                var opened = Open(record, topic.Partitions);
                _state.Put(TopicRecord.Key(name), record.Encode());
                return Add(opened);
            });
        }
    }

    /// <summary>Replaces a topic's own settings.</summary>
    public TopicResult Configure(
        string name,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change,
        bool checkOnly
    )
    {
        lock (_lock)
        {
            if (Find(name) is not { } topic)
                return TopicResult.Fail(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist.");
            var overrides = change(topic.Config.Overrides);
            if (overrides.Select(pair => TopicConfig.Fault(pair.Key, pair.Value)).FirstOrDefault(fault => fault is not null) is { } wrong)
                return TopicResult.Fail(ErrorCode.InvalidConfig, wrong);
            if (checkOnly)
                return new TopicResult(ErrorCode.None);
            return Stored(() =>
            {
                _state.Put(TopicRecord.Key(name), new TopicRecord(name, topic.Id, topic.Partitions.Length, overrides).Encode());
                var changed = Add(topic with { Config = ConfigOf(overrides) });
                foreach (var partition in changed.Partitions)
                    partition.Config = changed.Config.ForLogs();
                return changed;
            });
        }
    }

    public TopicResult Delete(string name)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(name, out var topic))
                return TopicResult.Fail(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist.");
            var changes = new StateChanges().Delete(TopicRecord.Key(name));
            for (var i = 0; i < topic.Partitions.Length; i++)
                changes.Delete(TopicRecord.LogStartKey(topic.Id, i));
            return Stored(() =>
            {
                _state.Write(changes);
                _byName.TryRemove(name, out _);
                _byId.TryRemove(topic.Id, out _);
                Interlocked.Increment(ref _version);
                foreach (var partition in topic.Partitions)
                    partition.Delete();
                Directory.Delete(PathOf(new TopicRecord(name, topic.Id, 0, topic.Config.Overrides)), recursive: true);
                return topic;
            });
        }
    }

    /// <summary>Moves the start of a partition up; the new start is durable before data goes.</summary>
    public long AdvanceStart(Topic topic, int partition, long offset)
    {
        lock (_lock)
        {
            var log = topic.Partitions[partition];
            var start = Math.Clamp(offset, log.View.StartOffset, log.View.EndOffset);
            if (start == log.View.StartOffset || Find(topic.Id) is null)
                return start;
            _state.Put(TopicRecord.LogStartKey(topic.Id, partition), StateKey.Encode(writer => writer.Int64(start)));
            return log.AdvanceStart(start);
        }
    }

    /// <summary>Closes all logs cleanly.</summary>
    public void Close()
    {
        // Each forces its last segment to disk.
        Parallel.ForEach(_byName.Values.SelectMany(topic => topic.Partitions), partition => partition.Close());
    }

    public void Dispose()
    {
        foreach (var topic in _byName.Values)
        {
            foreach (var partition in topic.Partitions)
                partition.Dispose();
        }
    }

    /// <summary>Does what needs the disk; one that is full, say, is an error that clients know.</summary>
    static TopicResult Stored(Func<Topic> change)
    {
        try
        {
            return new TopicResult(ErrorCode.None, Topic: change());
        }
        catch (IOException e)
        {
            return TopicResult.Fail(ErrorCode.KafkaStorageError, e.Message);
        }
    }

    Topic Add(Topic topic)
    {
        _byName[topic.Name] = topic;
        _byId[topic.Id] = topic;
        Interlocked.Increment(ref _version);
        return topic;
    }

    Topic Open(TopicRecord record, PartitionLog[] existing)
    {
        var config = ConfigOf(record.Config);
        var partitions = new PartitionLog[record.Partitions];
        existing.CopyTo(partitions, 0);
        for (var i = existing.Length; i < partitions.Length; i++)
        {
            var directory = Path.Combine(PathOf(record), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var start = _state.Get(TopicRecord.LogStartKey(record.Id, i)) is { } value ? new WireReader(value, flexible: false).Int64() : 0;
            partitions[i] = PartitionLog.Open(
                new TopicPartition(record.Name, i),
                directory,
                config.ForLogs(),
                _options.TimeProvider,
                start,
                _report
            );
        }

        return new Topic(record.Name, record.Id, config, partitions);
    }

    string PathOf(TopicRecord record) => Path.Combine(_root, record.DirectoryName);
}
