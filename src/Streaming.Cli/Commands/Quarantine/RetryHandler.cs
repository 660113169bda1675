using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Quarantine;

internal sealed class RetryHandler(CommandContext context)
{
    public async Task<int> RunAsync(RetryRequest request, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(request.Topology);
        var corrected = request.Value is null ? null : await File.ReadAllBytesAsync(request.Value, stop);
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        var quarantine = new RejectedRecords(services.Kafka, topology.Output.Quarantine);
        var chosen = new List<RejectedRecord>();
        foreach (var address in request.Addresses) chosen.Add(await quarantine.AtAsync(address, stop));
        if (request.Reason is not null) chosen.AddRange(await quarantine.AllAsync(stop).Where(r => r.Reason == request.Reason).ToListAsync(stop));

        // What was cut is not what came in; a null value has nothing to try again.
        var whole = chosen.Where(r => corrected is not null || (r.Value is not null && !r.IsCut)).ToList();
        var source = new RetriedRecords(topology.Labels?.Topic, whole, corrected);
        var result = await new Publisher(services.Kafka, topology, new PublishSettings(), context.Time).RunAsync(source, null, stop);
        QuarantineView.Retried(context.Terminal, result.Events + result.Labels, chosen.Count - whole.Count);
        return result.Complete ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>They keep their keys and move no clock: they come late, and their lineage will say so.</summary>
    sealed class RetriedRecords(string? labelsTopic, IReadOnlyList<RejectedRecord> records, byte[]? corrected) : IRecordSource
    {
        int _next;

        public double? Fraction => records.Count == 0 ? 1 : (double)_next / records.Count;

        public bool CarriesLabels => records.Any(r => r.SourceTopic == labelsTopic);

        public bool Read(OutgoingRecord record)
        {
            if (_next == records.Count) return false;
            var rejected = records[_next++];
            record.Set(rejected.SourceTopic == labelsTopic ? RowContent.Labels : RowContent.Events, rejected.Key, corrected ?? rejected.Value, null);
            record.HasKey = rejected.Key is not null;
            return true;
        }
    }
}
