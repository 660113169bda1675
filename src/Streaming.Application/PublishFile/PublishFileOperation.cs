using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Topology;

namespace Streaming.Application.PublishFile;

/// <summary>Publishes a file of events; where it carries the label column, the labels too, when they become known.</summary>
public sealed class PublishFileOperation()
    : Operation<PublishFileRequest, PublishedFile>(new OperationInfo("events.publish", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(PublishFileRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<PublishedFile> RunAsync(
        PublishFileRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        using var source = new FileEvents(
            topology,
            request.File,
            new FileEventsSettings
            {
                Map = request.Map,
                Set = request.Set,
                Limit = request.Limit,
                Loop = request.Loop,
                Labels = request.Labels,
                RemainingLabels = !request.HoldLabels,
                Encoding = request.Encoding,
            },
            stop
        );
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var publisher = new Publisher(
            services.Kafka,
            topology,
            new PublishSettings { Partitions = request.Partitions, Rate = request.Rate },
            context.Time
        );
        var result = await publisher.RunAsync(source, PublishProgressWords.Of(topology, context), stop);
        return new PublishedFile(
            topology.Name,
            topology.Source.Topic,
            result.Events,
            topology.Labels?.Topic,
            result.Labels,
            source.LabelsHeld,
            result.Bytes,
            Math.Round(result.Elapsed.TotalSeconds, 3),
            result.Complete
        );
    }
}
