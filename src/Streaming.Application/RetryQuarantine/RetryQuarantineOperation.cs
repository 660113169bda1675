using Streaming.Application.Operations;
using Streaming.Application.Quarantine;
using Streaming.Embedded.Hosting;
using Streaming.Publishing;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RetryQuarantine;

/// <summary>Publishes rejected records again to the topic that they came from, as they are or corrected.</summary>
public sealed class RetryQuarantineOperation()
    : Operation<RetryQuarantineRequest, RetriedQuarantine>(new OperationInfo("quarantine.retry", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RetryQuarantineRequest request) =>
        $"{request.Topology} {request.Reason ?? string.Join(' ', request.Addresses)}";

    /// <inheritdoc/>
    protected internal override async Task<RetriedQuarantine> RunAsync(
        RetryQuarantineRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var corrected = request.Value is null ? null : await File.ReadAllBytesAsync(request.Value, stop);
        // The database too: who lets a rejected record in is on record.
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var quarantine = new QuarantineTopic(services.Kafka, topology);
        var chosen = new List<QuarantinedRecord>();
        foreach (var address in request.Addresses)
            chosen.Add(await quarantine.AtAsync(address, stop));
        if (request.Reason is not null)
            chosen.AddRange(await quarantine.AllAsync(stop).Where(r => r.Reason == request.Reason).ToListAsync(stop));

        // What was cut is not what came in; a null value has nothing to try again.
        var whole = chosen.Where(r => corrected is not null || (r.RawValue is not null && !r.Cut)).ToList();
        var source = new RetriedRecords(topology.Labels?.Topic, whole, corrected);
        var result = await new Publisher(services.Kafka, topology, new PublishSettings(), context.Time).RunAsync(source, null, stop);
        return new RetriedQuarantine(result.Events + result.Labels, chosen.Count - whole.Count) { Complete = result.Complete };
    }

    /// <summary>They keep their keys and move no clock: they come late, and their lineage will say so.</summary>
    sealed class RetriedRecords(string? labelsTopic, IReadOnlyList<QuarantinedRecord> records, byte[]? corrected) : IRecordSource
    {
        int _next;

        public double? Fraction => records.Count == 0 ? 1 : (double)_next / records.Count;

        public bool CarriesLabels => records.Any(r => r.SourceTopic == labelsTopic);

        public bool Read(OutgoingRecord record)
        {
            if (_next == records.Count)
                return false;
            var rejected = records[_next++];
            var value = corrected ?? rejected.RawValue!.Value;
            record.Set(rejected.SourceTopic == labelsTopic ? RowContent.Labels : RowContent.Events, rejected.RawKey, value.Span, null);
            record.HasKey = rejected.RawKey is not null;
            return true;
        }
    }
}
