using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Benchmarks.Reading;

/// <summary>Reads a topic to a number of records and notes when they could be read. Reads on a thread of its own.</summary>
sealed class CountingReader(string kafka, string topic, int partitions)
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <param name="expected">Records to read.</param>
    /// <param name="start">Where the clock began (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">Nothing came for two minutes.</exception>
    public Task<Progress> ReadAsync(long expected, long start, CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(expected, start, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    Progress Read(long expected, long start, CancellationToken stop)
    {
        using var consumer = CommittedConsumer.Open(kafka, topic, partitions, Deserializers.Ignore);
        var progress = new Progress();
        long count = 0;
        var last = Stopwatch.GetElapsedTime(start);
        while (count < expected)
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(Step) is null)
            {
                if (Stopwatch.GetElapsedTime(start) - last > Patience)
                {
                    throw new StreamingException(
                        $"Of {expected} records {count} came to {topic}, then none for {Patience.TotalSeconds} s."
                    );
                }

                continue;
            }

            count++;
            last = Stopwatch.GetElapsedTime(start);
            progress.Add(last, count, count == expected);
        }

        return progress;
    }
}
