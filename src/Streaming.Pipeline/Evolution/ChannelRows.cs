using Apache.Arrow;
using Streaming.Events.Ipc;
using Streaming.Events.Rows;
using Streaming.Pipeline.Consuming;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Evolution;

/// <summary>
/// Decodes channel messages. Those that the stage before wrote under an older version, and were under way when this one took
/// over, are taken with what they have; a newer version's message means that this process has been left behind.
/// </summary>
sealed class ChannelRows(TopologyModel topology, StagePlan stage, IEnumerable<InputPlan> inputs)
{
    readonly Schema?[] _shapes = [.. inputs.Select(i => i.Kind == InputKind.Channel ? InputShape.Of(topology, stage, i.Content) : null)];

    /// <returns>Null where the message is a watermark only.</returns>
    /// <exception cref="StreamingException">A newer version wrote it.</exception>
    public RecordBatch? Read(ChannelInput message)
    {
        if (message.TopologyVersion > topology.Version)
        {
            throw new StreamingException(
                $"{topology.Name}, stage {stage.Name}: the stage before runs version {message.TopologyVersion} of the topology, and this "
                    + $"process version {topology.Version}. "
                    + "Stop this process, or start it with the newer file."
            );
        }

        return message.Body.Length == 0 ? null : RowConform.To(ArrowIpc.Read(message.Body), _shapes[message.Input]!);
    }
}
