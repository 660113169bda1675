using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class ConcurrencyContract(IKafkaTarget target) : KafkaContract(target)
{
    const int Partitions = 3,
        Writers = 4,
        Transactions = 40;

    /// <summary>
    /// Writers commit, abort and are replaced in mid-transaction, all in the same partitions, while a reader follows: it sees just
    /// what was committed, once, and each writer's records in order.
    /// </summary>
    [Fact]
    public async Task AReaderSeesJustWhatConcurrentWritersCommitted()
    {
        var topic = await TopicAsync(Partitions);
        var committed = new ConcurrentBag<(int Partition, int Writer, int Number)>();
        var expected = new TaskCompletionSource<int>();
        var following = Task.Run(() => Follow(topic, expected.Task));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(topic, writer, committed))));
        expected.SetResult(committed.Count);
        var seen = await following;
        seen.Order().ShouldBe(committed.Order());
        foreach (var records in seen.GroupBy(record => (record.Partition, record.Writer)))
            records.Select(record => record.Number).ShouldBeInOrder();
        Enumerable.Range(0, Partitions).SelectMany(p => ReadValues(topic, p)).Select(Parse).Order().ShouldBe(seen.Order());
    }

    void Write(string topic, int writer, ConcurrentBag<(int Partition, int Writer, int Number)> committed)
    {
        var random = new Random(writer);
        var id = Unique("writer");
        var producer = Transactional(id);
        var number = 0;
        for (var i = 0; i < Transactions; i++)
        {
            var written = new List<(int Partition, int Writer, int Number)>();
            producer.BeginTransaction();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var record = (Partition: random.Next(Partitions), writer, number++);
                producer.Produce(new TopicPartition(topic, record.Partition), Message($"{record.Partition} {writer} {record.Item3}"));
                written.Add(record);
            }

            switch (random.Next(8))
            {
                case 0:
                    producer.AbortTransaction(Patience);
                    break;
                case 1:
                    // The heir ends what its forerunner left open.
                    producer.Flush(Patience);
                    var heir = Transactional(id);
                    producer.Dispose();
                    producer = heir;
                    break;
                default:
                    producer.CommitTransaction(Patience);
                    written.ForEach(committed.Add);
                    break;
            }
        }

        producer.Dispose();
    }

    List<(int Partition, int Writer, int Number)> Follow(string topic, Task<int> expected)
    {
        using var consumer = Consumer(configure: config => config.EnablePartitionEof = false);
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, 0)));
        var seen = new List<(int Partition, int Writer, int Number)>();
        var silent = TimeProvider.System.GetTimestamp();
        while (!expected.IsCompleted || seen.Count < expected.Result)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(50)) is { } result)
            {
                seen.Add(Parse(result.Message.Value));
                silent = TimeProvider.System.GetTimestamp();
            }

            TimeProvider.System.GetElapsedTime(silent).ShouldBeLessThan(Patience, $"{seen.Count} records seen");
        }

        return seen;
    }

    static (int Partition, int Writer, int Number) Parse(string value) =>
        value.Split(' ').Select(int.Parse).ToArray() is [var partition, var writer, var number]
            ? (partition, writer, number)
            : throw new FormatException(value);
}

public sealed class EmbeddedConcurrencyTests(EmbeddedTarget target) : ConcurrencyContract(target);

public sealed class ApacheConcurrencyTests(ApacheTarget target) : ConcurrencyContract(target);
