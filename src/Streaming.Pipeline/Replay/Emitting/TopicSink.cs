using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Kafka.Clients;
using Streaming.Pipeline.Emission;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay.Emitting;

/// <summary>
/// Writes the predictions of replayed batches to a topic, marked as replay: same keys, values, headers and partitions as when
/// they were live, in the recorded order of each stage partition. One idempotent producer, every delivery of which is
/// counted: within one run nothing is lost and nothing doubled, or <see cref="CompleteAsync"/> says so.
/// </summary>
public sealed class TopicSink : IReplaySink, IDisposable
{
    readonly ReplayOptions _options;
    readonly ScoredBy? _whatIf;
    readonly string _topic;
    readonly byte[] _run;
    readonly PipelinePlan _plan;
    readonly ConcurrentDictionary<string, PredictionOutput> _outputs = new(StringComparer.Ordinal);
    readonly IProducer<byte[]?, byte[]?> _producer;
    long _sent;
    long _written;
    Error? _fault;

    TopicSink(PipelinePlan plan, string topic, ReplayOptions options, ScoredBy? whatIf, PipelineSettings settings)
    {
        (_plan, _topic, _options, _whatIf) = (plan, topic, options, whatIf);
        RunId = Guid.NewGuid().ToString("N");
        _run = Encoding.UTF8.GetBytes(RunId);
        _producer = ClientFactory.Producer(Producers.Reporting(settings.Kafka), e => _fault = e.IsFatal ? e : _fault);
    }

    /// <summary>In the <see cref="ReplayHeaders.Run"/> header of every record that this sink writes.</summary>
    public string RunId { get; }

    /// <param name="plan">The topology.</param>
    /// <param name="topic">Made where it is missing.</param>
    /// <param name="options">Which rows count.</param>
    /// <param name="whatIf">What the scores of <see cref="ReplayOptions.WhatIf"/> are by, to write those; null: the recorded ones.</param>
    /// <param name="settings">How to reach Kafka.</param>
    /// <exception cref="StreamingException">The topic is one of the pipeline's own, or cannot be made.</exception>
    public static async Task<TopicSink> OpenAsync(
        PipelinePlan plan,
        string topic,
        ReplayOptions options,
        ScoredBy? whatIf,
        PipelineSettings settings
    )
    {
        ReplayTopic.Refuse(plan, topic);
        await ReplayTopic.EnsureAsync(plan, topic, settings);
        return new TopicSink(plan, topic, options, whatIf, settings);
    }

    /// <inheritdoc/>
    public ValueTask TakeAsync(ReplayedBatch batch, CancellationToken stop)
    {
        if (!batch.Stage.Final)
            return ValueTask.CompletedTask;
        var records = new List<OutputRecord>(batch.Rows.Length);
        var (stream, version) = (batch.Recorded.Stream, batch.Recorded.Version);
        if (_whatIf is null)
            OutputOf(batch.Plan).Write(stream, version, batch.Rows, PredictionOutput.ScoredBy(batch.Recorded.Header), records);
        else if (batch.WhatIf is { } otherwise)
            OutputOf(_plan).Write(stream, version, otherwise, [_whatIf with { WhatIf = true }], records);
        var times = Columns.Times(batch.Rows, SystemColumns.EventTime);
        for (var row = 0; row < records.Count; row++)
        {
            if (_options.Counts(times[row]))
                Send(records[row]);
        }

        return _fault is null ? ValueTask.CompletedTask : throw Failed();
    }

    /// <summary>Waits until everything is written, and gives how many records that are.</summary>
    /// <exception cref="StreamingException">Something could not be written.</exception>
    public async Task<long> CompleteAsync(CancellationToken stop = default)
    {
        await Task.Run(() => _producer.Flush(stop), stop);
        return _fault is null && _written == _sent ? _written : throw Failed();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.End();

    /// <summary>Predictions are written as the version that scored them wrote them.</summary>
    PredictionOutput OutputOf(PipelinePlan plan) => _outputs.GetOrAdd(plan.Topology.ContentHash, _ => new PredictionOutput(plan.Topology));

    void Send(OutputRecord record)
    {
        record.Message.Headers.Add(ReplayHeaders.Run, _run);
        if (_whatIf is not null)
            record.Message.Headers.Add(ReplayHeaders.WhatIf, "true"u8.ToArray());
        Interlocked.Increment(ref _sent);
        _producer.Enqueue(_topic, record.Partition, record.Message, Delivered);
    }

    void Delivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
            _fault ??= report.Error;
        else
            Interlocked.Increment(ref _written);
    }

    StreamingException Failed() =>
        new(
            $"Kafka did not take everything that was to be written to {_topic}: {_fault?.Reason ?? "deliveries are missing"}. "
                + $"{_written:N0} records of run {RunId} are there; leave them out by their header '{ReplayHeaders.Run}', or delete the "
                + "topic, and start again."
        );
}
