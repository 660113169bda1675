using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.FindRecord;

/// <summary>All that lineage knows of a record.</summary>
public sealed class FindRecordOperation()
    : Operation<FindRecordRequest, IReadOnlyList<FoundRecord>>(new OperationInfo("lineage.find", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FindRecordRequest request) => $"{request.Topology} {request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<FoundRecord>> RunAsync(
        FindRecordRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var mask = PersonalMask.ForRecord(Info, context.Caller.Principal, plan.Topology, request.Id);
        var services = await context.OpenAsync(request.Raw ? EmbeddedParts.All : EmbeddedParts.Postgres, stop);
        var stories = await RecordFinder.FindAsync(await services.LineageAsync(stop), plan, request.Topology, request.Id, stop);
        var registry = await services.ModelsAsync(stop);
        var told = new List<FoundRecord>();
        foreach (var story in stories)
        {
            told.Add(
                FoundRecord.Of(
                    plan.Topology,
                    story,
                    await ModelAsync(registry, story.DecidedBy, stop),
                    request.Raw && !story.Location.Stream.IsRequests
                        ? await RawAsync(services.Kafka, story.Source, plan.Topology, stop)
                        : null
                )
            );
        }

        return mask is null ? told : [.. told.Select(mask.Over)];
    }

    static async Task<RegisteredModel?> ModelAsync(ModelRegistry registry, ModelInRole? model, CancellationToken stop) =>
        model is null ? null : await registry.FindAsync(model.Name, model.Version, stop);

    static async Task<byte[]?> RawAsync(KafkaConnection kafka, SourceCoordinates source, TopologyModel topology, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(kafka);
        var place = new KafkaPartition(source.Topic ?? topology.Source.Topic, source.Partition);
        if (admin.Partitions().GetValueOrDefault(place.Topic) <= source.Partition)
            return null;
        var (starts, ends) = (await admin.StartsAsync([place]), await admin.EndsAsync([place]));
        if (source.Offset < starts[place] || source.Offset >= ends[place])
            return null;
        using var reader = new TopicReader(kafka);
        return reader
            .Read(
                new Dictionary<KafkaPartition, long> { [place] = source.Offset },
                new Dictionary<KafkaPartition, long> { [place] = source.Offset + 1 },
                stop
            )
            .FirstOrDefault()
            ?.Value;
    }
}
