using System.Buffers.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Benchmarks.Workloads;
using Streaming.Inference.Onnx;
using Streaming.Models;

namespace Streaming.Benchmarks.Roles;

/// <summary>What the bare loop reads, scores with and writes.</summary>
/// <param name="Transactional">Scores and offsets in Kafka transactions.</param>
sealed record BareTask(string Kafka, string Postgres, string Model, string Input, string Output, int Partitions, bool Transactional);

/// <summary>Consume, parse, score, produce, as anybody would write it with the same clients.</summary>
static class BareRole
{
    const int Batch = 2048;
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BareTask task, RoleConsole console)
    {
        using var model = await LoadAsync(task);
        await CreateOutputAsync(task);
        using var consumer = Consumer(task);
        using var producer = Producer(task);
        if (task.Transactional)
            producer.InitTransactions(Patience);
        console.Say(true);
        if (await RoleConsole.HearAsync() is null)
            return;
        var end = RoleConsole.HearAsync();
        await Task.Factory.StartNew(
            () => Loop(task, model, consumer, producer, end),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    static void Loop(BareTask task, OnnxModel model, IConsumer<Ignore, byte[]> consumer, IProducer<Null, byte[]> producer, Task end)
    {
        var (matrix, scores, ids) = (new float[Batch * NumericEvents.Features], new float[Batch], new byte[Batch][]);
        consumer.Assign(Enumerable.Range(0, task.Partitions).Select(p => new TopicPartitionOffset(task.Input, p, Offset.Beginning)));
        var positions = new long[task.Partitions];
        var (open, began, count) = (false, TimeProvider.System.GetTimestamp(), 0);
        while (!end.IsCompleted)
        {
            var record = consumer.Consume(Step);
            if (record?.Message.Value is { } value)
            {
                positions[record.Partition.Value] = record.Offset.Value + 1;
                ids[count] = Parse(value, matrix.AsSpan(count * NumericEvents.Features, NumericEvents.Features));
                if (++count < Batch)
                    continue;
            }

            if (count > 0)
            {
                if (task.Transactional && !open)
                {
                    producer.BeginTransaction();
                    (open, began) = (true, TimeProvider.System.GetTimestamp());
                }

                model.Score(matrix.AsSpan(0, count * NumericEvents.Features), count, scores);
                for (var row = 0; row < count; row++)
                    Produce(producer, task.Output, ids[row], scores[row]);
                count = 0;
            }

            if (!open || (record is not null && TimeProvider.System.GetElapsedTime(began) < Interval))
                continue;
            producer.SendOffsetsToTransaction(
                positions.Select((offset, p) => new TopicPartitionOffset(task.Input, p, offset)),
                consumer.ConsumerGroupMetadata,
                Patience
            );
            producer.CommitTransaction(Patience);
            open = false;
        }

        producer.Flush(Patience);
    }

    static byte[] Parse(byte[] value, Span<float> features)
    {
        var reader = new Utf8JsonReader(value);
        byte[] id = [];
        var next = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var named = reader.ValueSpan;
            if (named.SequenceEqual("id"u8))
            {
                reader.Read();
                id = reader.ValueSpan.ToArray();
            }
            else if (named[0] == (byte)'x')
            {
                reader.Read();
                features[next++] = (float)reader.GetDouble();
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    static void Produce(IProducer<Null, byte[]> producer, string topic, byte[] id, float score)
    {
        Span<byte> text = stackalloc byte[128];
        "{\"id\":\""u8.CopyTo(text);
        id.CopyTo(text[7..]);
        var length = 7 + id.Length;
        "\",\"score\":"u8.CopyTo(text[length..]);
        length += 10;
        Utf8Formatter.TryFormat(score, text[length..], out var digits);
        length += digits;
        text[length++] = (byte)'}';
        var message = new Message<Null, byte[]> { Value = text[..length].ToArray() };
        while (true)
        {
            try
            {
                producer.Produce(topic, message);
                return;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    static async Task<OnnxModel> LoadAsync(BareTask task)
    {
        using var registry = new ModelRegistry(task.Postgres, TimeProvider.System);
        var current = (await registry.ServingAsync(task.Model, CancellationToken.None)).Champion;
        return OnnxModel.Load(await registry.LoadAsync(current!.Hash, CancellationToken.None), new InferenceOptions(), NullLogger.Instance);
    }

    static async Task CreateOutputAsync(BareTask task)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = task.Kafka }).Build();
        await admin.CreateTopicsAsync([
            new Confluent.Kafka.Admin.TopicSpecification
            {
                Name = task.Output,
                NumPartitions = task.Partitions,
                ReplicationFactor = -1,
            },
        ]);
    }

    static IConsumer<Ignore, byte[]> Consumer(BareTask task) =>
        new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = task.Kafka,
                GroupId = task.Output,
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                ConsumeResultFields = "topic",
                FetchQueueBackoffMs = 10,
            }
        ).Build();

    static IProducer<Null, byte[]> Producer(BareTask task) =>
        new ProducerBuilder<Null, byte[]>(
            new ProducerConfig
            {
                BootstrapServers = task.Kafka,
                EnableIdempotence = true,
                TransactionalId = task.Transactional ? task.Output : null,
                EnableDeliveryReports = false,
                LingerMs = 5,
                BatchSize = 1 << 20,
            }
        ).Build();
}
