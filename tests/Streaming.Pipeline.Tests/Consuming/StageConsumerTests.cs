using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka;
using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Kafka;

namespace Streaming.Pipeline.Tests.Consuming;

public sealed class StageConsumerTests : IAsyncLifetime
{
    const string Topic = "held-back";
    const string Group = "held-back.group";
    const int Partitions = 2;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly string _folder = Directory.CreateTempSubdirectory("streaming-consumer-").FullName;
    EmbeddedKafka? _broker;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedKafka.StartAsync(new KafkaOptions { DataDirectory = _folder });

    public async ValueTask DisposeAsync()
    {
        await _broker!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_partition_that_was_held_back_when_it_was_taken_away_is_read_when_it_comes_back()
    {
        await FillAsync();
        var owner = new Owner();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var settings = new PipelineSettings
        {
            BootstrapServers = _broker!.BootstrapServers,
            Postgres = "",
            SessionTimeout = TimeSpan.FromSeconds(6),
        };
        using var consumer = new StageConsumer(
            KafkaClients.Consumer(settings, Group),
            () => new KafkaAdmin(new KafkaConnection(settings.BootstrapServers)),
            owner,
            TimeProvider.System,
            _ => { }
        );
        var running = Task.Run(() => consumer.Run([Topic], stop.Token), CancellationToken.None);
        await UntilAsync(() => owner.Now.Count(i => i.Records > 0) == Partitions, "both partitions are read");

        foreach (var input in owner.Now)
            input.Intake.Gauge.Ahead = true;
        await UntilAsync(() => owner.Now.All(i => i.Intake.Paused), "both partitions are held back");
        await JoinAndLeaveAsync();

        // What is assigned now is not held back by anybody.
        await UntilAsync(
            () => owner.Assignments > 2 && owner.Now.Count(i => i.Records > 0) == Partitions,
            "both partitions are read again"
        );
        await stop.CancelAsync();
        await running;
    }

    /// <summary>The client library would end the process in it.</summary>
    [Fact]
    public async Task An_assignment_that_comes_while_the_consumer_leaves_is_not_taken()
    {
        await FillAsync();
        var owner = new Owner();
        var settings = new PipelineSettings
        {
            BootstrapServers = _broker!.BootstrapServers,
            Postgres = "",
            SessionTimeout = TimeSpan.FromSeconds(6),
        };
        using (
            var consumer = new StageConsumer(
                KafkaClients.Consumer(settings, Group),
                () => new KafkaAdmin(new KafkaConnection(settings.BootstrapServers)),
                owner,
                TimeProvider.System,
                _ => { }
            )
        )
        {
            // It joins in the background; nobody polls, so that the assignment waits to be told.
            consumer.Run([Topic], new CancellationToken(canceled: true));
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
            await UntilAsync(
                async () =>
                    (await admin.DescribeConsumerGroupsAsync([Group])).ConsumerGroupDescriptions[0]
                        is { State: ConsumerGroupState.Stable, Members: [{ Assignment.TopicPartitions.Count: Partitions }] },
                "the partitions are assigned"
            );
        }

        owner.Assignments.ShouldBe(0);
    }

    async Task FillAsync()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker!.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = Topic,
                NumPartitions = Partitions,
                ReplicationFactor = 1,
            },
        ]);
        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = _broker.BootstrapServers }
        ).Build();
        for (var partition = 0; partition < Partitions; partition++)
            await producer.ProduceAsync(new TopicPartition(Topic, partition), new Message<string, string> { Key = "k", Value = "v" });
    }

    /// <summary>Another member takes a partition over, and gives it back.</summary>
    async Task JoinAndLeaveAsync()
    {
        using var other = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig
            {
                BootstrapServers = _broker!.BootstrapServers,
                GroupId = Group,
                PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
                SessionTimeoutMs = 6000,
            }
        ).Build();
        other.Subscribe(Topic);
        await UntilAsync(
            () =>
            {
                other.Consume(TimeSpan.FromMilliseconds(20));
                return other.Assignment.Count == 1;
            },
            "another member has one of them"
        );
        other.Close();
    }

    static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, what);
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    sealed class Input
    {
        int _records;

        public Input(TopicPartition partition) =>
            Intake = new RawIntake(partition, 0, new InputGauge(), 0, _ => Interlocked.Increment(ref _records), () => { });

        public PartitionIntake Intake { get; }

        /// <summary>How often records were handed on.</summary>
        public int Records => Volatile.Read(ref _records);
    }

    sealed class Owner : IAssignmentHandler
    {
        volatile IReadOnlyList<Input> _now = [];
        volatile int _assignments;

        public IReadOnlyList<Input> Now => _now;

        public int Assignments => _assignments;

        public IReadOnlyList<PartitionIntake> Assigned(IReadOnlyList<TopicPartition> partitions, IConsumerGroupMetadata metadata)
        {
            _now = [.. partitions.Select(p => new Input(p))];
            _assignments++;
            return [.. _now.Select(i => i.Intake)];
        }

        public void Revoked() => _now = [];
    }
}
