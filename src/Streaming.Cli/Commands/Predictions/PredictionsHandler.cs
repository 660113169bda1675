using Confluent.Kafka;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
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
            view.Table(await LatestRecords.PageAsync(services.Kafka, topic, request.Limit ?? PredictionsRequest.DefaultLast, request.Skip, r => r.Message.Value is not null, stop));
            return ExitCode.Done;
        }

        using var admin = services.Kafka.Admin();
        var partitions = TopicBounds.Of(topic, Topics.Partitions(admin, services.Kafka));
        var ends = await TopicBounds.EndsAsync(admin, partitions);
        var from = request.FromBeginning ? await TopicBounds.StartsAsync(admin, partitions) : ends;
        using var reader = new TopicReader(services.Kafka);
        var records = request.Follow ? reader.FollowAsync(from, stop) : reader.Read(from, ends, stop).ToAsyncEnumerable();
        var left = request.Limit ?? int.MaxValue;
        await foreach (var record in records)
        {
            if (record.Message.Value is null) continue;
            view.Line(record);
            if (--left == 0) break;
        }

        return ExitCode.Done;
    }
}
