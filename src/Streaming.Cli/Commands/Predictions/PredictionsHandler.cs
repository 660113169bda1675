using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Predictions;

internal sealed class PredictionsHandler(CommandContext context)
{
    public async Task<int> RunAsync(PredictionsRequest request, CancellationToken stop)
    {
        var topic = TopologyLoader.Load(request.Topology).Output.Predictions;
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        var view = new PredictionsView(context.Terminal);
        if (!request.Follow && !request.FromBeginning)
        {
            view.Table(await LatestRecords.PageAsync(services.Kafka, topic, request.Limit ?? PredictionsRequest.DefaultLast, request.Skip, r => r.Value is not null, stop));
            return ExitCode.Done;
        }

        using var admin = new KafkaAdmin(services.Kafka);
        var partitions = admin.PartitionsOf(topic);
        var ends = await admin.EndsAsync(partitions);
        var from = request.FromBeginning ? await admin.StartsAsync(partitions) : ends;
        using var reader = new TopicReader(services.Kafka);
        var records = request.Follow ? reader.FollowAsync(from, stop) : reader.Read(from, ends, stop).ToAsyncEnumerable();
        var left = request.Limit ?? int.MaxValue;
        await foreach (var record in records)
        {
            if (record.Value is null) continue;
            view.Line(record);
            if (--left == 0) break;
        }

        return ExitCode.Done;
    }
}
