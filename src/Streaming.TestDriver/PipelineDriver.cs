using System.Text;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.TestDriver;

/// <summary>
/// Drives a topology without broker or database: publish records, say how far time has come, and look at what comes out. Validation,
/// order, features, scores and outputs are those of production, since it runs the same stages; what is missing is transport and storage.
/// </summary>
/// <example>
/// <code>
/// using var pipeline = PipelineDriver.For("topology/card-fraud");
/// pipeline.Publish("""{"TRANSACTION_ID":"1","CUSTOMER_ID":"c1", …}""", key: "c1").Settle();
/// var prediction = pipeline.Predictions().Single();
/// </code>
/// </example>
/// <remarks>Not safe to share between threads.</remarks>
public sealed class PipelineDriver : IDisposable
{
    readonly TopologyModel _topology;
    readonly PipelinePlan _plan;
    readonly int _partitions;
    readonly DriverClock _clock;
    readonly ModelSlot _models = new();
    readonly Outputs _outputs;
    readonly StageNetwork _network;

    PipelineDriver(TopologyModel topology, DriverOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Partitions, 1);
        if (options.Model is null && topology.Score.Rule is null)
            throw new StreamingException($"{topology.Name} has no `score.rule`, so that only a model can score it: give one.");
        (_topology, _plan, _partitions) = (topology, PlanCompiler.Compile(topology), options.Partitions);
        _clock = new DriverClock(options.Now ?? TimeProvider.System.GetUtcNow());
        _models.Swap(ServedLineup.Of(options.Model, options.Challengers));
        _outputs = new Outputs(topology);
        _network = new StageNetwork(_plan, options.Partitions, _models, _clock, _outputs);
        _network.End();
    }

    /// <summary>A driver of a topology file, of a folder with a <c>topology.yaml</c>, or of a name under <c>./topology</c>.</summary>
    /// <exception cref="StreamingException">There is no such file, it has faults, or nothing can score it.</exception>
    public static PipelineDriver For(string topology, DriverOptions? options = null) => For(TopologyLoader.Load(topology), options);

    /// <inheritdoc cref="For(string, DriverOptions?)"/>
    public static PipelineDriver For(TopologyModel topology, DriverOptions? options = null) =>
        new(topology, options ?? new DriverOptions());

    /// <summary>Publishes an event.</summary>
    /// <param name="json">The record's value.</param>
    /// <param name="key">The record's key; null for none.</param>
    /// <returns>The driver.</returns>
    public PipelineDriver Publish(string json, string? key = null) => Append(_topology.Source.Topic, json, key);

    /// <summary>Publishes a label.</summary>
    /// <inheritdoc cref="Publish"/>
    /// <exception cref="StreamingException">The topology has no labels.</exception>
    public PipelineDriver PublishLabel(string json, string? key = null) => Append(LabelsTopic, json, key);

    /// <summary>Gives a command to the stage that scores, on every partition, as <see cref="ControlCommands"/> describes it.</summary>
    /// <param name="json">The record's value.</param>
    /// <returns>The driver.</returns>
    public PipelineDriver Command(string json)
    {
        var topic = _plan.Final.Control!.Topic;
        for (var partition = 0; partition < _partitions; partition++)
            Append(topic, partition, json, key: null);
        return this;
    }

    /// <summary>
    /// Publishes events and labels by the time at which each happened or became known, whatever their order here, with watermarks
    /// between them: as a publisher of files does. Records without a time that can be read stay behind the one before.
    /// </summary>
    /// <returns>The driver.</returns>
    public PipelineDriver PublishInOrder(IEnumerable<string> events, IEnumerable<string> labels)
    {
        var stage = _plan.Stages[0];
        var records = new List<TimedRecord>();
        // A label that is known at the time of an event is there before it.
        if (_topology.Labels is { } l)
            records.AddRange(TimedRecord.Of(ValidationSpec.ForLabels(_topology, stage), l.Topic, l.Id, labels));
        records.AddRange(TimedRecord.Of(ValidationSpec.ForSource(_topology, stage), _topology.Source.Topic, _topology.Source.Key, events));
        foreach (var record in records.OrderBy(r => r.Time ?? Timestamp.Beginning))
        {
            if (record.Time is { } time)
                Watermark(time);
            Append(record.Topic, record.Json, record.Key);
        }

        return this;
    }

    /// <summary>A publisher's promise, on every partition of both topics, that nothing older follows.</summary>
    /// <param name="time">Event time; of labels, when they became known.</param>
    /// <returns>The driver.</returns>
    public PipelineDriver Watermark(DateTimeOffset time)
    {
        Watermark(Timestamp.From(time));
        return this;
    }

    /// <summary>Time passes while all topics are at their ends: who is waited for may have run out of the wait.</summary>
    /// <returns>The driver.</returns>
    public PipelineDriver Advance(TimeSpan time)
    {
        _clock.Pass(time);
        _network.End();
        return this;
    }

    /// <summary>Lets as much time pass in silence as it takes for everything published to come out.</summary>
    /// <returns>The driver.</returns>
    public PipelineDriver Settle()
    {
        _network.End();
        while (_network.Wait is { } wait)
            Advance(wait);
        return this;
    }

    /// <summary>Predictions since they were last asked for, in the order in which they were emitted.</summary>
    public IReadOnlyList<DrivenPrediction> Predictions() => _outputs.TakePredictions();

    /// <summary>Records put into quarantine since they were last asked for.</summary>
    public IReadOnlyList<DrivenRejection> Quarantined() => _outputs.TakeRejections();

    /// <summary>Frees the model.</summary>
    public void Dispose() => _models.Dispose();

    string LabelsTopic => _topology.Labels?.Topic ?? throw new StreamingException($"{_topology.Name} has no labels.");

    void Watermark(Timestamp time)
    {
        foreach (var topic in (string?[])[_topology.Source.Topic, _topology.Labels?.Topic])
        {
            for (var partition = 0; topic is not null && partition < _partitions; partition++)
            {
                var builder = new RawBatchBuilder(topic, partition);
                builder.AppendWatermark(_network.NextOffset(topic, partition), time);
                _network.Accept(builder.Build(_clock.Now));
            }
        }
    }

    PipelineDriver Append(string topic, string json, string? key)
    {
        var bytes = key is null ? null : Encoding.UTF8.GetBytes(key);
        Append(topic, bytes is null ? 0 : Partitioners.Murmur2Partition(bytes, _partitions), json, bytes);
        return this;
    }

    void Append(string topic, int partition, string json, byte[]? key)
    {
        var builder = new RawBatchBuilder(topic, partition);
        builder.Append(
            _network.NextOffset(topic, partition),
            _clock.Now,
            key ?? [],
            key is not null,
            Encoding.UTF8.GetBytes(json),
            hasValue: true
        );
        _network.Accept(builder.Build(_clock.Now));
    }
}
