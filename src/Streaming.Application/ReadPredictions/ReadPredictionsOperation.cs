using System.Runtime.CompilerServices;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Application.ReadPredictions;

/// <summary>Committed predictions, as a consumer gets them: each the bytes of its record's value, which are JSON.</summary>
public sealed class ReadPredictionsOperation()
    : StreamOperation<ReadPredictionsRequest, ReadOnlyMemory<byte>>(
        new OperationInfo("predictions.read", Role.Subscriber, Recording.Summarised)
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ReadPredictionsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async IAsyncEnumerable<ReadOnlyMemory<byte>> RunAsync(
        ReadPredictionsRequest request,
        OperationContext context,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var (topic, mask) = (topology.Output.Predictions, PersonalMask.For(context.Caller.Principal, topology));
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        if (!request.IsStream)
        {
            var page = await LatestRecords.PageAsync(
                services.Kafka,
                topic,
                request.Limit ?? ReadPredictionsRequest.DefaultLast,
                request.Skip,
                r => r.Value is not null,
                stop
            );
            foreach (var record in page)
                yield return Shown(record.Value);
            yield break;
        }

        using var admin = new KafkaAdmin(services.Kafka);
        var partitions = admin.PartitionsOf(topic);
        var ends = await admin.EndsAsync(partitions);
        var from = request.FromBeginning ? await admin.StartsAsync(partitions) : ends;
        using var reader = new TopicReader(services.Kafka);
        var records = request.Follow ? reader.FollowAsync(from, stop) : reader.Read(from, ends, stop).ToAsyncEnumerable();
        var left = request.Limit ?? int.MaxValue;
        await foreach (var record in records.Where(r => r.Value is not null))
        {
            yield return Shown(record.Value);
            if (--left == 0)
                break;
        }

        ReadOnlyMemory<byte> Shown(byte[]? value) => mask is null ? value : mask.Over(value);
    }
}
