using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Torture.Checking;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Faults.Refusals;

/// <summary>
/// Something that only a person can mend: the pipeline must end with a message that says what happened and what helps, and must
/// move nothing until then.
/// </summary>
static class Refusal
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Lets a process start, and finds fault unless it refuses to work in these words.</summary>
    public static async Task ExpectAsync(TortureScene scene, PipelineProcess process, IReadOnlyList<string> words, CancellationToken stop)
    {
        var before = await StateAsync(scene, stop);
        var said = await process.RefusalAsync(Limit, stop);
        if (said is null)
            scene.Findings.Add(FindingKind.Unstopped, $"{process.Name} did not stop; expected a message with '{words[0]}'");
        else if (words.FirstOrDefault(w => !said.Contains(w, StringComparison.Ordinal)) is { } missing)
            scene.Findings.Add(FindingKind.Unstopped, $"{process.Name} stopped without saying '{missing}', but: {said}");
        var after = await StateAsync(scene, stop);
        if (before != after)
            scene.Findings.Add(FindingKind.Unstopped, $"{process.Name} moved something before it stopped: {before} became {after}");
    }

    /// <summary>All that a pipeline could move: ends of lineage, ends of the outputs, offsets of the groups.</summary>
    static async Task<string> StateAsync(TortureScene scene, CancellationToken stop)
    {
        await using var store = new LineageStore(scene.Database.ConnectionString);
        var state = (await store.ListStreamsAsync(scene.Plan.Topology.Name, stop))
            .Select(s => $"{s.Stream.Stage}/{s.Stream.Partition}/{s.Version}")
            .ToList();
        foreach (var stage in scene.Plan.Stages)
        {
            var marks = KafkaPartition.Of(stage.EmittedTopic, scene.Options.Partitions);
            var committed = GroupOffsets.Committed(new KafkaConnection(scene.Broker.Address), stage.Group, marks, Patience);
            state.AddRange(marks.Select(m => $"{stage.Name}[{m.Partition}]@{committed.GetValueOrDefault(m, -1)}"));
        }

        return string.Join(' ', state);
    }
}
