using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Streaming.Client;

/// <summary>What records are.</summary>
public enum RecordKind
{
    /// <summary>Events, to be scored.</summary>
    Events,

    /// <summary>What became known of events later.</summary>
    Labels,
}

/// <summary>An event and what was decided.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Topic">Where the event is.</param>
/// <param name="Record">Where on the topic.</param>
/// <param name="Prediction">What was decided.</param>
public sealed record Decision(string Topology, string Topic, RecordPlace Record, Prediction Prediction);

public sealed partial class StreamingClient
{
    /// <summary>Publishes one record.</summary>
    /// <inheritdoc cref="PublishBatchAsync{T}"/>
    public Task<SentRecords> PublishAsync<T>(
        string topology,
        T record,
        RecordKind kind = RecordKind.Events,
        string? idempotencyKey = null,
        CancellationToken stop = default
    )
        where T : notnull => PublishBatchAsync(topology, [record], kind, idempotencyKey, stop);

    /// <summary>
    /// Publishes records in one transaction: all of them, or none. It is tried again until it is known to be done, and is done once.
    /// </summary>
    /// <typeparam name="T">A type that becomes the fields that the topology declares: members in snake_case, or named by
    /// <see cref="System.Text.Json.Serialization.JsonPropertyNameAttribute"/>; a dictionary, or a <see cref="JsonElement"/>.</typeparam>
    /// <param name="topology">Its name.</param>
    /// <param name="records">Up to 10,000, and 8 MiB.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="idempotencyKey">What these records are called, where a program that starts again sends the same again: the key and
    /// the same records within 24 hours do nothing more. Null: a key of its own, for the tries of this call.</param>
    /// <param name="stop">Gives up; the records may be there all the same.</param>
    /// <returns>Where each record is, once they are durable.</returns>
    /// <exception cref="StreamingCallException">They were refused; <see cref="StreamingCallException.Records"/> says which.</exception>
    public Task<SentRecords> PublishBatchAsync<T>(
        string topology,
        IReadOnlyCollection<T> records,
        RecordKind kind = RecordKind.Events,
        string? idempotencyKey = null,
        CancellationToken stop = default
    ) => SendAsync(topology, kind, JsonSerializer.SerializeToUtf8Bytes(records, RecordBatches.Options), idempotencyKey, stop);

    /// <summary>
    /// Publishes records as they come, for as long as they come: what has come meanwhile goes out together, each time in one transaction
    /// that is tried again until it is known to be done, and is done once. Slow sources do not wait, and quick ones are not read ahead of
    /// the server.
    /// </summary>
    /// <param name="topology">Its name.</param>
    /// <param name="records">In order, older ones first.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What went out, each time it is durable. It has to be read for records to go out.</returns>
    /// <exception cref="StreamingCallException">Records were refused, and with them those that went out with them.</exception>
    public async IAsyncEnumerable<SentRecords> PublishStreamAsync<T>(
        string topology,
        IAsyncEnumerable<T> records,
        RecordKind kind = RecordKind.Events,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        await foreach (var batch in RecordBatches.OfAsync(records, stop))
            yield return await SendAsync(topology, kind, batch, null, stop);
    }

    /// <summary>
    /// Publishes one event and waits for what the pipeline decides. It is not tried again once it may have been published.
    /// </summary>
    /// <param name="topology">Its name.</param>
    /// <param name="record">The event, as for <see cref="PublishAsync{T}"/>.</param>
    /// <param name="wait">How long the server waits for the decision, in whole seconds from 1 to 60; 10 where nothing is said.</param>
    /// <param name="stop">Gives up; the event may be published all the same.</param>
    /// <exception cref="StreamingCallException">It was rejected (code <c>rejected</c>, with the
    /// <see cref="StreamingCallException.Reason"/>), or is not decided yet (code <c>pending</c>): it is published then as
    /// <see cref="StreamingCallException.Record"/>.</exception>
    public Task<Decision> DecideAsync<T>(string topology, T record, TimeSpan? wait = null, CancellationToken stop = default)
        where T : notnull
    {
        var request = _calls.Request(HttpMethod.Post, $"/v1/topologies/{Calls.Part(topology)}/decide");
        request.Content = Calls.JsonBody(JsonSerializer.SerializeToUtf8Bytes(record, RecordBatches.Options));
        if (wait is { } time)
            request.Headers.Add("Prefer", $"wait={(int)time.TotalSeconds}");
        return _calls.JsonAsync<Decision>(request, stop);
    }

    Task<SentRecords> SendAsync(string topology, RecordKind kind, byte[] records, string? key, CancellationToken stop)
    {
        var path = $"/v1/topologies/{Calls.Part(topology)}/{(kind == RecordKind.Labels ? "labels" : "events")}";
        var request = _calls.Request(HttpMethod.Post, path, repeating: Repeating.Harmless);
        request.Content = Calls.JsonBody(records);
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString("N"));
        return _calls.JsonAsync<SentRecords>(request, stop);
    }
}
