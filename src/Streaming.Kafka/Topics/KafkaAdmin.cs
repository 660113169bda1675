using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;

namespace Streaming.Kafka.Topics;

/// <summary>What is asked of a Kafka about its topics and groups, and done to them. Every answer is waited for as long as the connection's
/// patience lasts.</summary>
public sealed class KafkaAdmin(KafkaConnection connection) : IDisposable
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    readonly IAdminClient _client = Clients.ClientFactory.Admin(connection);

    /// <summary>Partition count by topic.</summary>
    /// <exception cref="StreamingException">Kafka does not answer.</exception>
    public Dictionary<string, int> Partitions()
    {
        try
        {
            return _client
                .GetMetadata(connection.Patience)
                .Topics.Where(t => t.Error.Code == ErrorCode.NoError)
                .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
        }
        catch (KafkaException e)
        {
            throw new StreamingException(
                $"Kafka at {connection.BootstrapServers} does not answer ({e.Error.Reason}). Start it, or name another one.",
                e
            )
            {
                Cure = Cure.NameKafka,
            };
        }
    }

    /// <summary>The partitions of a topic.</summary>
    /// <exception cref="StreamingException">There is no such topic, or Kafka does not answer.</exception>
    public IReadOnlyList<KafkaPartition> PartitionsOf(string topic) =>
        Partitions().TryGetValue(topic, out var count)
            ? KafkaPartition.Of(topic, count)
            : throw new StreamingException(
                $"there is no topic {topic} yet. It comes when something is published for the first time, or the pipeline runs."
            )
            {
                Kind = FailureKind.Missing,
            };

    /// <summary>
    /// Ids of topics: the same for as long as a topic lives, another where it was deleted and made again. Topics that are not there are
    /// absent; a broker that knows no ids (before 2.8) gives "".
    /// </summary>
    /// <exception cref="KafkaException">Kafka does not tell.</exception>
    public async Task<Dictionary<string, string>> TopicIdsAsync(IEnumerable<string> topics)
    {
        List<TopicDescription> answer;
        try
        {
            answer = (
                await InTimeAsync(
                    _client.DescribeTopicsAsync(
                        TopicCollection.OfTopicNames(topics),
                        new DescribeTopicsOptions { RequestTimeout = connection.Patience }
                    )
                )
            ).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
            when (e.Results.TopicDescriptions.TrueForAll(t => t.Error.Code is ErrorCode.NoError or ErrorCode.UnknownTopicOrPart))
        {
            answer = e.Results.TopicDescriptions.FindAll(t => !t.Error.IsError);
        }

        return answer.ToDictionary(
            t => t.Name,
            t => t.TopicId is { } id && (id.MostSignificantBits, id.LeastSignificantBits) != (0, 0) ? id.ToString() : "",
            StringComparer.Ordinal
        );
    }

    /// <summary>Makes topics, with the retention and the largest record of <see cref="KafkaLimits"/>. Somebody else may be quicker: that is
    /// no fault.</summary>
    /// <exception cref="StreamingException">Kafka refuses.</exception>
    public async Task CreateAsync(IEnumerable<NewTopic> topics)
    {
        var specifications = topics
            .Select(t => new TopicSpecification
            {
                Name = t.Name,
                NumPartitions = t.Partitions,
                ReplicationFactor = -1,
                Configs = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["retention.ms"] = ((long)(t.Kept ?? KafkaLimits.Retention).TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                    ["max.message.bytes"] = KafkaLimits.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
                    ["cleanup.policy"] =
                        !t.Compacted ? "delete"
                        : t.Kept is null ? "compact"
                        : "compact,delete",
                },
            })
            .ToList();
        if (specifications.Count == 0)
            return;
        try
        {
            await InTimeAsync(
                _client.CreateTopicsAsync(
                    specifications,
                    new CreateTopicsOptions { OperationTimeout = connection.Patience, RequestTimeout = connection.Patience }
                )
            );
        }
        catch (CreateTopicsException e)
        {
            var fault = e.Results.FirstOrDefault(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists);
            if (fault is not null)
            {
                throw new StreamingException(
                    $"Topic {fault.Topic} cannot be created: {fault.Error.Reason}. Create it by hand, or grant the rights to.",
                    e
                );
            }
        }
    }

    /// <summary>Gives topics more partitions.</summary>
    /// <param name="topics">How many each shall have.</param>
    /// <exception cref="StreamingException">Kafka refuses.</exception>
    public async Task EnlargeAsync(IReadOnlyCollection<NewTopic> topics)
    {
        if (topics.Count == 0)
            return;
        try
        {
            await InTimeAsync(
                _client.CreatePartitionsAsync(
                    topics.Select(t => new PartitionsSpecification { Topic = t.Name, IncreaseTo = t.Partitions }),
                    new CreatePartitionsOptions { OperationTimeout = connection.Patience, RequestTimeout = connection.Patience }
                )
            );
        }
        catch (CreatePartitionsException e)
        {
            var fault = e.Results.First(r => r.Error.IsError);
            throw new StreamingException(
                $"Topic {fault.Topic} does not get more partitions: {fault.Error.Reason}. Mend that and try again.",
                e
            );
        }
    }

    /// <summary>First offsets still there.</summary>
    public Task<Dictionary<KafkaPartition, long>> StartsAsync(IEnumerable<KafkaPartition> partitions) =>
        OffsetsAsync(partitions, OffsetSpec.Earliest());

    /// <summary>Last stable offsets: everything before them is decided.</summary>
    public Task<Dictionary<KafkaPartition, long>> EndsAsync(IEnumerable<KafkaPartition> partitions) =>
        OffsetsAsync(partitions, OffsetSpec.Latest());

    /// <summary>What a group has committed; partitions without an offset are absent, and a transaction that is open counts for nothing
    /// yet.</summary>
    /// <exception cref="StreamingException">Kafka does not tell.</exception>
    public async Task<Dictionary<KafkaPartition, long>> CommittedAsync(string group)
    {
        try
        {
            var answer = await InTimeAsync(
                _client.ListConsumerGroupOffsetsAsync(
                    [new ConsumerGroupTopicPartitions(group, null)],
                    new ListConsumerGroupOffsetsOptions { RequestTimeout = connection.Patience }
                )
            );
            return answer
                .SelectMany(g => g.Partitions)
                .Where(p => p.Offset.Value >= 0)
                .ToDictionary(p => KafkaPartition.From(p.TopicPartition), p => p.Offset.Value);
        }
        catch (ListConsumerGroupOffsetsException e)
        {
            throw new StreamingException($"Kafka does not tell how far group {group} has come: {e.Error.Reason}", e);
        }
    }

    /// <summary>Commits offsets for a group that has no members.</summary>
    /// <exception cref="StreamingException">Kafka refuses.</exception>
    public async Task CommitAsync(string group, IEnumerable<TopicPartitionOffset> offsets)
    {
        for (var start = Stopwatch.GetTimestamp(); ; )
        {
            try
            {
                await InTimeAsync(
                    _client.AlterConsumerGroupOffsetsAsync(
                        [new ConsumerGroupTopicPartitionOffsets(group, [.. offsets])],
                        new AlterConsumerGroupOffsetsOptions { RequestTimeout = connection.Patience }
                    )
                );
                return;
            }
            catch (KafkaException e)
            {
                // Where it is a partition's error, the exception's own only says to look there.
                var error = (e as AlterConsumerGroupOffsetsException)
                    ?.Results.SelectMany(g => g.Partitions)
                    .Select(p => p.Error)
                    .FirstOrDefault(r => r.IsError)
                    ?? e.Error;
                if (!IsWakingUp(error) || Stopwatch.GetElapsedTime(start) > connection.Patience)
                {
                    throw new StreamingException(
                        $"The offsets of group {group} cannot be committed: {error.Reason}. See that no process of it runs, and "
                            + "try again.",
                        e
                    );
                }
            }

            await Task.Delay(BetweenTries);
        }
    }

    /// <summary>A broker that has just started, or taken a group over, knows its groups a moment later.</summary>
    static bool IsWakingUp(Error error) =>
        error.Code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress;

    /// <summary>A group among these that has members, and how many; null where none has.</summary>
    public async Task<(string Group, int Members)?> RunningAsync(IEnumerable<string> groups)
    {
        try
        {
            var answer = await InTimeAsync(
                _client.DescribeConsumerGroupsAsync(groups, new DescribeConsumerGroupsOptions { RequestTimeout = connection.Patience })
            );
            return WithMembers(answer.ConsumerGroupDescriptions);
        }
        catch (DescribeConsumerGroupsException e)
            when (e.Results.ConsumerGroupDescriptions.All(g => g.Error.Code is ErrorCode.GroupIdNotFound or ErrorCode.NoError))
        {
            // Some have expired as a whole.
            return WithMembers(e.Results.ConsumerGroupDescriptions);
        }
    }

    /// <summary>Deletes a group with its offsets.</summary>
    /// <returns>Null once it is gone; else why not.</returns>
    public async Task<string?> DeleteGroupAsync(string group)
    {
        try
        {
            await InTimeAsync(_client.DeleteGroupsAsync([group], new DeleteGroupsOptions { RequestTimeout = connection.Patience }));
            return null;
        }
        catch (DeleteGroupsException e)
        {
            return e.Results[0].Error.Code == ErrorCode.GroupIdNotFound ? null : e.Results[0].Error.Reason;
        }
        catch (KafkaException e)
        {
            return e.Error.Reason;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clients.ClientEnd.End(_client);

    /// <summary>
    /// The client's own time-out is not enough: what was asked of a broker that then left the cluster may never be answered at all (seen
    /// with one that stood still until its controller fenced it), and whoever waits for it would stand still for ever.
    /// </summary>
    async Task InTimeAsync(Task answer)
    {
        try
        {
            await answer.WaitAsync(2 * connection.Patience);
        }
        catch (TimeoutException e)
        {
            throw new KafkaException(
                new Error(
                    ErrorCode.Local_TimedOut,
                    $"Kafka at {connection.BootstrapServers} has not answered within {2 * connection.Patience.TotalSeconds:0} s"
                ),
                e
            );
        }
    }

    async Task<T> InTimeAsync<T>(Task<T> answer)
    {
        await InTimeAsync((Task)answer);
        return await answer;
    }

    static (string, int)? WithMembers(IEnumerable<ConsumerGroupDescription> groups) =>
        groups.FirstOrDefault(g => g.Members?.Count > 0) is { } running ? (running.GroupId, running.Members.Count) : null;

    async Task<Dictionary<KafkaPartition, long>> OffsetsAsync(IEnumerable<KafkaPartition> partitions, OffsetSpec which)
    {
        var asked = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p.ToClient(), OffsetSpec = which }).ToList();
        if (asked.Count == 0)
            return [];
        var answer = await InTimeAsync(
            _client.ListOffsetsAsync(
                asked,
                new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = connection.Patience }
            )
        );
        return answer.ResultInfos.ToDictionary(
            r => KafkaPartition.From(r.TopicPartitionOffsetError.TopicPartition),
            r => r.TopicPartitionOffsetError.Offset.Value
        );
    }
}
