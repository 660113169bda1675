using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.RunPipeline;
using Streaming.Store;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.RemoveLineage;

/// <summary>
/// Removes lineage beside a running pipeline, once a day, where its topology says so and this process was given a key to sign with. A
/// process without one runs the pipeline all the same, and says that it does not.
/// </summary>
sealed class DailyRemoval(OperationContext context, TopologyModel topology, RunPipelineRequest request)
{
    static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    readonly ILogger _log = context.Loggers.CreateLogger<DailyRemoval>();

    public async Task RunAsync(CancellationToken stop)
    {
        if (topology.Lineage.Removal != Removal.Daily)
            return;
        if (request.RetentionKey is null)
        {
            context.Note(
                $"This process removes no lineage of {topology.Name}, though its topology says daily: it was given no key to sign with."
            );
            return;
        }

        try
        {
            while (true)
            {
                await RemoveAsync(stop);
                await Task.Delay(Interval, context.Time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pipeline stops.
        }
    }

    async Task RemoveAsync(CancellationToken stop)
    {
        // Whoever runs the pipeline has said by its file and key that this is to be done; the record tells that no person did it.
        var policy = new Caller(
            new Principal($"policy lineage.removal of {topology.Name}", new HashSet<Role> { Role.Operator }),
            $"version {topology.Version} of the topology says daily; {context.Caller.Principal.Name} runs it"
        );
        try
        {
            var removed = await context.Runner.RunAsync(
                new RemoveLineageOperation(),
                new RemoveLineageRequest(request.Topology, request.RetentionKey, request.RetentionArchive),
                policy,
                stop: stop
            );
            if (removed.Statement is not null)
                context.Note($"Removed {removed.Streams.Sum(s => s.Records):N0} records that were older than {removed.Keep} from lineage.");
        }
        catch (Exception e) when (e is StreamingException or StoreUnavailableException or StoreRefusedException)
        {
            // The next day may be better; the pipeline itself has nothing to do with it.
            RemovalMessages.NotRemoved(_log, topology.Name, e);
        }
    }
}
