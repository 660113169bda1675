using Streaming.Application.Operations;
using Streaming.Topology.Plan;

namespace Streaming.Application.SendRecords;

/// <summary>Publishes events of callers who wait until they are durable.</summary>
public sealed class SendEventsOperation()
    : Operation<SendRecordsRequest, SentRecords>(new OperationInfo("events.send", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(SendRecordsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override Task<SentRecords> RunAsync(SendRecordsRequest request, OperationContext context, CancellationToken stop) =>
        new RecordSending(RowContent.Events).RunAsync(request, context, stop);
}
