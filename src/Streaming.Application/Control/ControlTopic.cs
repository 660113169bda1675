using System.Text;
using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.Control;

/// <summary>Gives commands to the scoring stage of a pipeline, all its partitions at once, and waits until they have taken them.</summary>
sealed class ControlTopic(PipelinePlan plan, StreamingServices services, OperationContext context)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // The newest of them stands: a compacted topic needs no other.
    static readonly byte[] Key = "scoring"u8.ToArray();

    static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Opens what it takes.</summary>
    public static async Task<ControlTopic> OpenAsync(TopologyModel topology, OperationContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(topology);
        return new ControlTopic(plan, await context.OpenAsync(EmbeddedParts.All, stop), context);
    }

    /// <summary>Gives a command, and answers when every partition has recorded it, or has had time to.</summary>
    /// <exception cref="StreamingException">There is no control topic, or it cannot be written to.</exception>
    public async Task<PipelineControl> SendAsync(string kind, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(services.Kafka);
        var partitions = Partitions(admin);
        Send(partitions, Key, Command(kind), stop);
        var ends = await admin.EndsAsync(partitions);
        await TakenAsync(ends, stop);
        return await (await RecordedAsync(stop)).ReadAsync(ends, stop);
    }

    /// <summary>Overrides the decision about a record that a partition has scored, and returns when that has been recorded, or has had
    /// time to.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="given">The command.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such partition, or it cannot be written to.</exception>
    public async Task SendAsync(int partition, GivenOverride given, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(services.Kafka);
        var partitions = Partitions(admin).FindAll(p => p.Partition == partition);
        // Each stands for itself: a compacted topic keeps them all.
        Send(partitions, Encoding.UTF8.GetBytes(given.Id), given, stop);
        await TakenAsync(await admin.EndsAsync(partitions), stop);
    }

    /// <summary>A command of the caller's.</summary>
    public GivenCommand Command(string kind) =>
        new(
            Guid.NewGuid().ToString("n"),
            kind,
            context.Time.GetUtcNow(),
            context.Caller.Principal.Name ?? $"someone at {context.Caller.Address ?? "this machine"}",
            context.Caller.Why
        );

    void Send<T>(List<KafkaPartition> partitions, byte[] key, T command, CancellationToken stop)
    {
        if (partitions.Count == 0)
        {
            throw new StreamingException($"{plan.Topology.Name} has no topic {Control.Topic} yet: its first start makes it.")
            {
                Cure = Cure.Run(plan.Topology.Name),
            };
        }

        var record = JsonSerializer.SerializeToUtf8Bytes(command, Json);
        if (record.Length > ControlCommands.MaxBytes)
        {
            throw new StreamingException(
                $"The reason makes a command of {record.Length:N0} bytes; at most {ControlCommands.MaxBytes:N0} are accepted."
            );
        }

        using var publisher = new RecordPublisher(services.Kafka);
        foreach (var partition in partitions)
            publisher.Send(partition, key, record);
        publisher.Acknowledge(stop);
    }

    /// <summary>How it stands now.</summary>
    public async Task<PipelineControl> ReadAsync(CancellationToken stop)
    {
        using var admin = new KafkaAdmin(services.Kafka);
        return await (await RecordedAsync(stop)).ReadAsync(await admin.EndsAsync(Partitions(admin)), stop);
    }

    InputPlan Control => plan.Final.Control!;

    List<KafkaPartition> Partitions(KafkaAdmin admin) =>
        admin.Partitions().TryGetValue(Control.Topic, out var count) ? [.. KafkaPartition.Of(Control.Topic, count)] : [];

    async Task TakenAsync(Dictionary<KafkaPartition, long> ends, CancellationToken stop)
    {
        var recorded = await RecordedAsync(stop);
        var start = context.Time.GetTimestamp();
        while (await recorded.IsPendingAsync(ends, stop) && context.Time.GetElapsedTime(start) <= Patience)
            await Task.Delay(Look, context.Time, stop);
    }

    async Task<RecordedControl> RecordedAsync(CancellationToken stop) => new(plan, await services.LineageAsync(stop));
}
