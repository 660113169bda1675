using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Publishing.Live;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.SendRecords;

/// <summary>
/// Publishes records as their callers send them. A body that is read as a whole is sent as a whole, in one transaction; lines go as they
/// come, each for itself. Nobody needs to know of partitions, keys or watermarks.
/// </summary>
sealed class RecordSending(RowContent content)
{
    /// <exception cref="StreamingException">The body, or a record of it, cannot be sent.</exception>
    public async Task<SentRecords> RunAsync(SendRecordsRequest request, OperationContext context, CancellationToken stop)
    {
        var body = request.Body ?? throw new ArgumentException("There is nothing to publish.", nameof(request));
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var publisher = await (await services.PublishersAsync(stop)).OfAsync(request.Topology, stop);
        if (content == RowContent.Labels && publisher.Topology.Labels is null)
        {
            throw new StreamingException($"{publisher.Topology.Name} takes no labels: its file declares none.")
            {
                Kind = FailureKind.Missing,
            };
        }

        if (body.IsCloudEvents && FormatOf(publisher.Topology) != EventFormat.Cloudevents)
        {
            throw Invalid($"{publisher.Topology.Name} takes no CloudEvents: its file does not say `format: cloudevents`.");
        }

        if (body.Form == BodyForm.Lines && request.IdempotencyKey is not null)
        {
            throw Invalid("Lines are published each for itself, which one idempotency key cannot make harmless to repeat. Send an array.");
        }

        using var judge = new RecordJudge(publisher.Topology, content);
        using var share = body.Budget.Open();
        return body.Form == BodyForm.Lines
            ? await SendLinesAsync(body, publisher, judge, share, stop)
            : await SendWholeAsync(body, request.IdempotencyKey, publisher, judge, share, stop);
    }

    async Task<SentRecords> SendWholeAsync(
        RecordBody body,
        string? name,
        LivePublisher publisher,
        RecordJudge judge,
        ByteBudget.Share share,
        CancellationToken stop
    )
    {
        var texts = WholeBody.Split(await WholeBody.ReadAsync(body, share, stop), body.MostRecords, out var isArray);
        if (body.IsCloudEvents && isArray != (body.Form == BodyForm.CloudEvents))
        {
            throw Invalid(
                body.Form == BodyForm.CloudEvents
                    ? "A batch of CloudEvents is a JSON array."
                    : "One CloudEvent is no array; a batch says that it is."
            );
        }

        var (ready, refused) = (new List<ReadyRecord>(texts.Count), new List<RefusedRecord>());
        for (var i = 0; i < texts.Count; i++)
        {
            if (Fields(body, texts[i], out var why) is { } fields && judge.Judge(fields, out why) is { } record)
                ready.Add(record);
            else
                refused.Add(RefusedRecord.Of(i, why!));
        }

        if (refused.Count > 0)
            throw new RefusedRecordsException(refused);
        var key = name is null ? null : PublishKey.Of(content, name, ready);
        using var room = await EnterAsync(body, ready.Count, isPart: false, stop);
        var places = await publisher.PublishAsync(content, ready, key, stop);
        return Sent(publisher, places.Count, places, null, 0, []);
    }

    static async Task<IDisposable?> EnterAsync(RecordBody body, int records, bool isPart, CancellationToken stop) =>
        body.Admission is { } admission ? await admission.EnterAsync(records, isPart, stop) : null;

    /// <summary>The fields of a record; null: it has none that it could be placed by.</summary>
    static ReadOnlyMemory<byte>? Fields(RecordBody body, ReadOnlyMemory<byte> text, out RecordRefusal? why)
    {
        why = null;
        if (!body.IsCloudEvents)
            return text;
        var fields = body.Attributes is { } attributes
            ? CloudEventFields.OfBinary(attributes, text, out why)
            : CloudEventFields.OfStructured(text, out why);
        return fields is null ? null : (ReadOnlyMemory<byte>?)fields;
    }

    EventFormat FormatOf(TopologyModel topology) =>
        content == RowContent.Events ? topology.Source.Format : topology.Labels?.Format ?? default;

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };

    async Task<SentRecords> SendLinesAsync(
        RecordBody body,
        LivePublisher publisher,
        RecordJudge judge,
        ByteBudget.Share share,
        CancellationToken stop
    )
    {
        var sent = new SentLines();
        await foreach (var piece in new LineBody(body, judge.MostBytes).ReadAsync(stop))
        {
            share.Take(piece.Bytes);
            var ready = new List<ReadyRecord>(piece.Texts.Count);
            for (var i = 0; i < piece.Texts.Count; i++)
            {
                if (piece.Texts[i] is not { } text)
                    sent.Refuse(RefusedRecord.Of(piece.First + i, judge.TooLong()));
                else if (text.Span.Trim(" \t\r"u8).IsEmpty)
                    continue;
                else if (judge.Judge(text, out var why) is { } record)
                    ready.Add(record);
                else
                    sent.Refuse(RefusedRecord.Of(piece.First + i, why!));
            }

            if (ready.Count > 0)
            {
                using var room = await EnterAsync(body, ready.Count, isPart: true, stop);
                sent.Add(await publisher.PublishAsync(content, ready, key: null, stop));
            }

            share.Give(piece.Bytes);
        }

        return Sent(publisher, sent.Count, null, sent.Spans, sent.RefusedCount, sent.Refused);
    }

    SentRecords Sent(
        LivePublisher publisher,
        long count,
        IReadOnlyList<RecordPlace>? places,
        IReadOnlyList<SentSpan>? spans,
        long refusedCount,
        IReadOnlyList<RefusedRecord> refused
    ) => new(publisher.Topology.Name, publisher.TopicOf(content), count, places, spans, refusedCount, refused);
}
