using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.Control;

/// <summary>Reads from lineage what commands have decided.</summary>
sealed class RecordedControl(PipelinePlan plan, LineageStore lineage)
{
    /// <summary>Whether some partition has not come to the end of its control topic.</summary>
    public async Task<bool> IsPendingAsync(IReadOnlyDictionary<KafkaPartition, long> ends, CancellationToken stop)
    {
        foreach (var (partition, end) in ends)
        {
            if (Waits(await lineage.ReadTailAsync(Stream(partition), stop), partition, end))
                return true;
        }

        return false;
    }

    /// <summary>What is in force, with the commands that said so.</summary>
    /// <param name="ends">Where the partitions of the control topic end: what is not read up to there has not taken effect.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<PipelineControl> ReadAsync(IReadOnlyDictionary<KafkaPartition, long> ends, CancellationToken stop)
    {
        var partitions = new List<PartitionControl>();
        var pending = false;
        foreach (var (partition, end) in ends.OrderBy(e => e.Key.Partition))
        {
            var stream = Stream(partition);
            var tail = await lineage.ReadTailAsync(stream, stop);
            var waits = Waits(tail, partition, end);
            pending |= waits;
            if (tail?.Header is not { } header)
                continue;
            var state = ControlState.Of(header);
            var batch = state.Command is null ? null : $"{stream}/{state.Version}";
            partitions.Add(
                new PartitionControl(partition.Partition, state.FallsBack, waits, batch, await CommandAsync(stream, state, stop))
            );
        }

        return new PipelineControl(
            plan.Topology.Name,
            plan.Final.Name,
            partitions.Count > 0 && partitions.TrueForAll(p => p.FallsBack),
            pending,
            partitions
        );
    }

    StreamKey Stream(KafkaPartition partition) => new(plan.Topology.Name, plan.Final.Name, partition.Partition);

    static bool Waits(LineageTail? tail, KafkaPartition partition, long end) =>
        end > (tail?.Header?.Positions.FirstOrDefault(p => p.Topic == partition.Topic)?.NextOffset ?? 0);

    async Task<GivenCommand?> CommandAsync(StreamKey stream, ControlState state, CancellationToken stop)
    {
        if (state.Command is null)
            return null;
        await foreach (var batch in lineage.ReadAsync(stream, state.Version, state.Version, stop))
        {
            if (batch.Table(TableNames.Control) is { } commands)
                return Find(commands, state.Command);
        }

        return null;
    }

    static GivenCommand? Find(RecordBatch commands, string id)
    {
        for (var row = commands.Length - 1; row >= 0; row--)
        {
            if (Columns.Text(commands, ControlCommands.Id, row) != id)
                continue;
            var at = Columns.Times(commands, SystemColumns.EventTime)[row].ToDateTimeOffset();
            return new GivenCommand(
                id,
                Columns.Text(commands, ControlCommands.Kind, row)!,
                at,
                Columns.Text(commands, ControlCommands.Author, row)!,
                Columns.Text(commands, ControlCommands.Because, row)
            );
        }

        return null;
    }
}
