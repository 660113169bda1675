using System.Globalization;
using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Application.Quarantine;
using Streaming.Application.SendRecords;
using Streaming.Embedded.Hosting;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.DecideEvent;

/// <summary>
/// Publishes an event and waits for what the pipeline decides: it goes through Kafka, validation, windows and lineage as any other does.
/// </summary>
public sealed class DecideEventOperation()
    : Operation<DecideEventRequest, DecidedEvent>(new OperationInfo("event.decide", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DecideEventRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<DecidedEvent> RunAsync(
        DecideEventRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var body = request.Body ?? throw new ArgumentException("There is no event.", nameof(request));
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var outcomes = await (await services.OutcomesAsync(stop)).OfAsync(request.Topology, stop);
        using var publishing = outcomes.Publishing();
        var send = new SendRecordsRequest(request.Topology) { Body = body with { MostRecords = 1 } };
        var sent = await new RecordSending(RowContent.Events).RunAsync(send, context, stop);
        var place = sent.Records![0];
        var source = string.Create(CultureInfo.InvariantCulture, $"{sent.Topic}/{place.Partition}/{place.Offset}");
        using var patience = new CancellationTokenSource(request.Wait, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        Outcome outcome;
        try
        {
            outcome = await outcomes.OfAsync(place.Partition, place.Offset, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new PendingEventException(source, request.Wait) { Kind = FailureKind.Pending };
        }

        if (outcome.IsRejected)
        {
            var rejected = QuarantinedRecord.Of(outcome.Record, whole: false);
            throw new RejectedEventException(source, rejected.Reason, rejected.Rule, rejected.Detail) { Kind = FailureKind.Rejected };
        }

        using var prediction = JsonDocument.Parse(outcome.Record.Value);
        return new DecidedEvent(sent.Topology, sent.Topic, place, prediction.RootElement.Clone());
    }
}
