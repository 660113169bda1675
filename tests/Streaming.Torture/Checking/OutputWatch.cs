using Streaming.Events.Predictions;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Topology.Model;

namespace Streaming.Torture.Checking;

/// <summary>A downstream consumer that looks on: counts what becomes visible while faults happen.</summary>
sealed class OutputWatch : IDisposable
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly TopicReader _reader;
    readonly string _source;
    readonly CancellationTokenSource _stop = new();
    readonly Thread _thread;
    long _outputs;

    public OutputWatch(TopologyModel topology, string kafka, int partitions)
    {
        _source = topology.Source.Topic;
        _reader = new TopicReader(new KafkaConnection(kafka));
        _reader.Start(
            new[] { topology.Output.Predictions, topology.Output.Quarantine }
                .SelectMany(topic => KafkaPartition.Of(topic, partitions))
                .ToDictionary(p => p, _ => 0L)
        );
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Predictions, and quarantined records of the source topic, that a read-committed consumer has seen.</summary>
    public long Outputs => Interlocked.Read(ref _outputs);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _reader.Dispose();
        _stop.Dispose();
    }

    void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_reader.Next(Step) is { } record && IsOfEvent(record))
                Interlocked.Increment(ref _outputs);
        }
    }

    bool IsOfEvent(KafkaRecord record) => record.Header(QuarantineHeaders.SourceTopic) is not { } topic || topic == _source;
}
