using Streaming.Benchmarks.Workloads;
using Streaming.Kafka;
using Streaming.Publishing;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a publisher process is to send, and where to.</summary>
/// <param name="Rate">Events a second; null: as fast as possible.</param>
/// <param name="WatermarkMilliseconds">Between watermarks; null: as <c>streaming publish</c> does it.</param>
sealed record PublisherTask(
    Workload Workload,
    EventSource Source,
    string Kafka,
    int Partitions,
    double? Rate = null,
    int? WatermarkMilliseconds = null
);

/// <summary>The publisher as <c>streaming publish</c> has it, in a process of its own. Says when it is ready, begins when told; at the next
/// word it stops.</summary>
static class PublisherRole
{
    public static async Task RunAsync(PublisherTask task, RoleConsole console)
    {
        var topology = task.Workload.Load();
        var source = task.Source.Open(topology);
        using var _ = source as IDisposable;
        var settings = new PublishSettings
        {
            Partitions = task.Partitions,
            Rate = task.Rate,
            WatermarkInterval = task.WatermarkMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        };
        var publisher = new Publisher(new KafkaConnection(task.Kafka), topology, settings, TimeProvider.System);
        console.Say(true);
        if (await RoleConsole.HearAsync() is null)
            return;
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(() => publisher.RunAsync(source, null, stop.Token));
        var word = RoleConsole.HearAsync();
        if (await Task.WhenAny(publishing, word) == word)
            await stop.CancelAsync();
        console.Say(await publishing);
        // Its processor time is read before it goes.
        await word;
    }
}
