using Streaming.Cli.Commands.EvidenceOf;
using Streaming.Cli.Commands.Verify;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Models;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.LineageOf;

internal sealed class LineageHandler(CommandContext context)
{
    public async Task<int> RunAsync(LineageRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var topology = plan.Topology;
        await using var services = await ServiceAccess.StartAsync(context, request.Raw ? EmbeddedParts.All : EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var stories = await FindAsync(lineage, plan, request.Id, stop);
        if (stories.Count == 0)
            throw new StreamingException($"{topology.Name} has no record '{request.Id}' in its lineage. Is it published and scored yet? streaming status {request.Topology}");

        if (request.Evidence is { } evidence) return await ProveAsync(lineage, stories, evidence, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var told = new List<ToldStory>();
        foreach (var story in stories)
        {
            told.Add(new ToldStory(
                topology, story,
                await ModelAsync(registry, story.Header, stop),
                request.Raw ? await RawAsync(services.Kafka, story.Source, topology, stop) : null));
        }

        LineageView.Show(context.Terminal, told);
        return ExitCode.Done;
    }

    async Task<int> ProveAsync(LineageStore lineage, IReadOnlyList<RecordStory> stories, EvidenceRequest request, CancellationToken stop)
    {
        if (stories.Count > 1)
            throw new StreamingException($"{stories.Count} records carry this event id. Name one of them: {string.Join(", ", stories.Select(s => s.LineageId))}.");
        using var key = KeyFiles.ReadKey(request.Key, context.Variable(KeyFiles.PasswordVariable));
        var checkpoint = KeyFiles.ReadCheckpoint(request.Checkpoint, key);
        var id = stories[0].LineageId;
        var evidence = await VerifyView.WatchAsync(context.Terminal, progress => new EvidenceBuilder(lineage).BuildAsync(id, checkpoint, progress, stop));
        KeyFiles.WriteNew(request.File, evidence.Write());
        EvidenceView.Written(context.Terminal, request.File, evidence, id.ToString());
        return ExitCode.Done;
    }

    static async Task<IReadOnlyList<RecordStory>> FindAsync(LineageStore lineage, PipelinePlan plan, string id, CancellationToken stop)
    {
        if (LineageId.TryParse(id, out var address)) return await lineage.TellAsync(address, stop) is { } story ? [story] : [];
        var stories = await lineage.TellAsync(plan.Topology.Name, id, stop);
        // A label's own record is part of its event's story.
        var labelStage = plan.Stages.FirstOrDefault(s => s.Inputs.Any(i => i.Kind == InputKind.Labels))?.Name;
        var events = stories.Where(s => s.Location.Stream.Stage != labelStage).ToList();
        return events.Count > 0 ? events : stories;
    }

    static async Task<RegisteredModel?> ModelAsync(ModelRegistry registry, BatchHeader header, CancellationToken stop) =>
        header.ModelName is { } name ? await registry.FindAsync(name, header.ModelVersion, stop) : null;

    static async Task<byte[]?> RawAsync(KafkaConnection kafka, SourceCoordinates source, TopologyModel topology, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(kafka);
        var place = new KafkaPartition(source.Topic ?? topology.Source.Topic, source.Partition);
        if (admin.Partitions().GetValueOrDefault(place.Topic) <= source.Partition) return null;
        var (starts, ends) = (await admin.StartsAsync([place]), await admin.EndsAsync([place]));
        if (source.Offset < starts[place] || source.Offset >= ends[place]) return null;
        using var reader = new TopicReader(kafka);
        return reader.Read(new Dictionary<KafkaPartition, long> { [place] = source.Offset }, new Dictionary<KafkaPartition, long> { [place] = source.Offset + 1 }, stop)
            .FirstOrDefault()?.Value;
    }
}
