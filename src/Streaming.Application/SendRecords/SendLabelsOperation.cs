using Streaming.Application.Operations;
using Streaming.Topology.Plan;

namespace Streaming.Application.SendRecords;

/// <summary>Publishes labels of callers who wait until they are durable.</summary>
public sealed class SendLabelsOperation()
    : Operation<SendRecordsRequest, SentRecords>(new OperationInfo("labels.send", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(SendRecordsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override Task<SentRecords> RunAsync(SendRecordsRequest request, OperationContext context, CancellationToken stop) =>
        new RecordSending(RowContent.Labels).RunAsync(request, context, stop);
}
