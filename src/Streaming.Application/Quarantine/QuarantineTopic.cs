using Streaming.Application.Services;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Quarantine;

/// <summary>Finds records on a quarantine topic.</summary>
sealed class QuarantineTopic(KafkaConnection kafka, TopologyModel topology)
{
    readonly string _topic = topology.Output.Quarantine;

    /// <summary>The last ones, oldest first, without the <paramref name="skip"/> latest.</summary>
    public async Task<IReadOnlyList<QuarantinedRecord>> LatestAsync(int count, int skip, string? reason, CancellationToken stop)
    {
        var records = await LatestRecords.PageAsync(
            kafka,
            _topic,
            count,
            skip,
            r => IsRejected(r) && (reason is null || QuarantinedRecord.Of(r, false).Reason == reason),
            stop
        );
        return [.. records.Select(r => QuarantinedRecord.Of(r, whole: false))];
    }

    /// <summary>All of them, as they come.</summary>
    public async IAsyncEnumerable<QuarantinedRecord> AllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        using var admin = new KafkaAdmin(kafka);
        var partitions = admin.PartitionsOf(_topic);
        var (from, to) = (await admin.StartsAsync(partitions), await admin.EndsAsync(partitions));
        using var reader = new TopicReader(kafka);
        foreach (var record in reader.Read(from, to, stop).Where(IsRejected))
            yield return QuarantinedRecord.Of(record, whole: true);
    }

    /// <summary>The one at an address, <c>partition:offset</c>.</summary>
    /// <exception cref="StreamingException">There is none.</exception>
    public async Task<QuarantinedRecord> AtAsync(string address, CancellationToken stop)
    {
        var parts = address.Split(':');
        if (
            parts.Length != 2
            || !int.TryParse(parts[0], out var partition)
            || !long.TryParse(parts[1], out var offset)
            || partition < 0
            || offset < 0
        )
        {
            throw new StreamingException(
                $"'{address}' is not the address of a rejected record. Write PARTITION:OFFSET, as the list shows it."
            )
            {
                Kind = FailureKind.Invalid,
                Cure = Cure.ListQuarantine(topology.Name),
            };
        }

        using var admin = new KafkaAdmin(kafka);
        var place = new KafkaPartition(_topic, partition);
        if (!admin.PartitionsOf(_topic).Contains(place))
            throw NotThere(address);
        var (starts, ends) = (await admin.StartsAsync([place]), await admin.EndsAsync([place]));
        if (offset < starts[place] || offset >= ends[place])
            throw NotThere(address);
        using var reader = new TopicReader(kafka);
        var found = reader
            .Read(
                new Dictionary<KafkaPartition, long> { [place] = offset },
                new Dictionary<KafkaPartition, long> { [place] = offset + 1 },
                stop
            )
            .FirstOrDefault(r => r.Offset == offset && IsRejected(r));
        return found is null ? throw NotThere(address) : QuarantinedRecord.Of(found, whole: true);
    }

    static bool IsRejected(KafkaRecord record) => record.Headers.Any();

    StreamingException NotThere(string address) =>
        new($"there is no record {address} on {_topic}.") { Kind = FailureKind.Missing, Cure = Cure.ListQuarantine(topology.Name) };
}
