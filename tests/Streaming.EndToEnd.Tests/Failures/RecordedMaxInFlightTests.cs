using System.Globalization;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;

namespace Streaming.EndToEnd.Tests.Failures;

/// <summary>
/// How far outputs may lie behind lineage is what whoever wrote it recorded. A recovery that goes by the setting of whoever starts
/// refuses what a crash can leave, or emits again what the broker only forgot to have.
/// </summary>
public sealed class RecordedMaxInFlightTests(TestServices services)
{
    const int Partition = 1;

    [Fact]
    public async Task Outputs_as_far_behind_as_their_writer_could_leave_them_are_emitted()
    {
        var (stopped, tail) = await BehindAsync("in-flight-many", writers: 4, behind: 4);
        using var _ = stopped;

        await using var pipeline = await stopped.StartAsync(maxInFlight: 1);

        await pipeline.UntilAsync(async () => await EmittedAsync(stopped) >= tail, $"version {tail} emitted");
    }

    [Fact]
    public async Task Outputs_further_behind_than_their_writer_could_leave_them_stop_the_pipeline()
    {
        var (stopped, tail) = await BehindAsync("in-flight-few", writers: 1, behind: 3);
        using var _ = stopped;

        await using var pipeline = await stopped.StartAsync(maxInFlight: 4);

        var fault = await pipeline.FaultAsync<StreamingException>();
        fault.Message.ShouldContain($"lineage version {tail - 3} was the last one emitted");
        (await EmittedAsync(stopped)).ShouldBe(tail - 3);
    }

    /// <summary>Stopped, with offsets so many batches behind what is recorded.</summary>
    async Task<(StoppedPipeline Stopped, long Tail)> BehindAsync(string name, int writers, int behind)
    {
        var stopped = await StoppedPipeline.CreateAsync(services, Sample.Plan(name), maxBatchRows: 10, maxInFlight: writers);
        await using var store = new LineageStore(stopped.Postgres);
        var tail = (await store.ReadTailAsync(new StreamKey(stopped.Plan.Topology.Name, stopped.Plan.Entry.Name, Partition)))!;
        tail.Header!.MaxInFlight.ShouldBe(writers);
        await stopped.ForgetAsync(Partition, tail.Version - behind);
        return (stopped, tail.Version);
    }

    static async Task<long> EmittedAsync(StoppedPipeline stopped)
    {
        var entry = $"{stopped.Plan.Entry.Group} {stopped.Plan.Entry.EmittedTopic}[{Partition}] ";
        var offset = (await stopped.Admin.OffsetsAsync(stopped.Plan)).Single(o => o.StartsWith(entry, StringComparison.Ordinal));
        return long.Parse(offset.AsSpan(entry.Length), CultureInfo.InvariantCulture);
    }
}
