using Confluent.Kafka;
using Streaming.Events.Predictions;
using Streaming.Topology.Model;

namespace Streaming.Cli.Torture.Checking;

/// <summary>A downstream consumer that looks on: counts what becomes visible while faults happen.</summary>
internal sealed class OutputWatch : IDisposable
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly IConsumer<byte[]?, byte[]?> _consumer;
    readonly byte[] _source;
    readonly CancellationTokenSource _stop = new();
    readonly Thread _thread;
    long _outputs;

    public OutputWatch(TopologyModel topology, string kafka, int partitions)
    {
        _source = System.Text.Encoding.UTF8.GetBytes(topology.Source.Topic);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = kafka,
            GroupId = "torture-watch",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            ReconnectBackoffMaxMs = 500,
            TopicMetadataRefreshIntervalMs = 5000,
            FetchErrorBackoffMs = 50,
            MessageMaxBytes = 32 << 20,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(
            from topic in new[] { topology.Output.Predictions, topology.Output.Quarantine }
            from partition in Enumerable.Range(0, partitions)
            select new TopicPartitionOffset(topic, partition, Offset.Beginning));
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Predictions, and quarantined records of the source topic, that a read-committed consumer has seen.</summary>
    public long Outputs => Interlocked.Read(ref _outputs);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _consumer.Close();
        _consumer.Dispose();
        _stop.Dispose();
    }

    void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(Step) is { } record && IsOfEvent(record.Message.Headers)) Interlocked.Increment(ref _outputs);
            }
            catch (ConsumeException)
            {
                // The broker is away, or the topic not there yet: the client goes on by itself.
            }
        }
    }

    bool IsOfEvent(Headers headers) =>
        !headers.TryGetLastBytes(QuarantineHeaders.SourceTopic, out var topic) || topic.AsSpan().SequenceEqual(_source);
}
