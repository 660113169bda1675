using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Recovery;

/// <summary>A disk that is full and then is not, with a client that knows nothing of it.</summary>
public sealed class FullDiskTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    readonly ScratchFolder _folder = new();
    bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            Run("umount", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_told_and_recovered_from_without_losing_what_was_acknowledged()
    {
        Directory.CreateDirectory(_folder.Path);
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", _folder.Path))
            Assert.Skip("a small file system cannot be mounted here");
        _mounted = true;
        var filler = Path.Combine(_folder.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[4 << 20], TestContext.Current.CancellationToken);
        var options = new KafkaOptions { DataDirectory = Path.Combine(_folder.Path, "data"), SegmentBytes = 1 << 20 };
        var acknowledged = new List<string>();
        await using (var kafka = await EmbeddedKafka.StartAsync(options))
        {
            using var producer = Producer(kafka, retries: 0);
            using var consumer = Consumer(kafka);
            await producer.ProduceAsync("before", new Message<string, string> { Key = "k", Value = "v" });
            acknowledged.AddRange(await FillAsync(producer));

            // What is small has no room either: not an offset, not a topic.
            await FillUpAsync(_folder.Path);
            Should
                .Throw<KafkaException>(() =>
                {
                    // The block that the file ends in has room for some yet.
                    for (var i = 0; i < 1000; i++)
                        consumer.Commit([new TopicPartitionOffset("before", 0, 1)]);
                })
                .Error.Code.ShouldBe(ErrorCode.GroupCoordinatorNotAvailable);
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
            var refused = await Should.ThrowAsync<CreateTopicsException>(() =>
                admin.CreateTopicsAsync([new TopicSpecification { Name = "after", NumPartitions = 1 }])
            );
            refused.Results[0].Error.Code.ShouldBe(ErrorCode.KafkaStorageError);

            // A producer with its usual settings waits for room.
            using var patient = Producer(kafka, retries: int.MaxValue);
            var waiting = patient.ProduceAsync("records", new Message<string, string> { Key = "patient", Value = Payload("patient") });
            File.Delete(filler);
            File.Delete(Path.Combine(_folder.Path, "rest"));
            await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
            acknowledged.Add("patient");
            consumer.Commit([new TopicPartitionOffset("before", 0, 1)]);
            await admin.CreateTopicsAsync([new TopicSpecification { Name = "after", NumPartitions = 1 }]);
            Read(kafka).ShouldBe(acknowledged);
        }

        await using var again = await EmbeddedKafka.StartAsync(options);
        Read(again).ShouldBe(acknowledged);
        using var member = Consumer(again);
        member.Committed([new TopicPartition("before", 0)], Patience)[0].Offset.Value.ShouldBe(1);
    }

    /// <summary>Writes until the disk is full; gives the keys that were acknowledged.</summary>
    static async Task<List<string>> FillAsync(IProducer<string, string> producer)
    {
        var acknowledged = new List<string>();
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                await producer.ProduceAsync("records", new Message<string, string> { Key = $"{i}", Value = Payload($"{i}") });
                acknowledged.Add($"{i}");
            }
            catch (ProduceException<string, string> e)
            {
                e.Error.Code.ShouldBe(ErrorCode.KafkaStorageError);
                return acknowledged;
            }
        }

        throw new UnreachableException("The disk never became full.");
    }

    static async Task FillUpAsync(string folder)
    {
        await using var rest = File.OpenWrite(Path.Combine(folder, "rest"));
        try
        {
            while (true)
            {
                rest.Write(new byte[4096]);
                rest.Flush();
            }
        }
        catch (IOException)
        {
            // That is it.
        }
    }

    static string Payload(string key) => key + new string('x', 50_000);

    static IProducer<string, string> Producer(EmbeddedKafka kafka, int retries) =>
        new ProducerBuilder<string, string>(
            new ProducerConfig
            {
                BootstrapServers = kafka.BootstrapServers,
                MessageSendMaxRetries = retries,
                EnableIdempotence = retries > 0,
                Acks = Acks.All,
            }
        ).Build();

    static IConsumer<string, string> Consumer(EmbeddedKafka kafka) =>
        new ConsumerBuilder<string, string>(
            new ConsumerConfig
            {
                BootstrapServers = kafka.BootstrapServers,
                GroupId = "g",
                EnablePartitionEof = true,
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).Build();

    static List<string> Read(EmbeddedKafka kafka)
    {
        using var consumer = Consumer(kafka);
        consumer.Assign(new TopicPartitionOffset("records", 0, Offset.Beginning));
        var read = new List<string>();
        while (consumer.Consume(Patience) is { } result && !result.IsPartitionEOF)
            read.Add(result.Message.Key);
        return read;
    }

    static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
