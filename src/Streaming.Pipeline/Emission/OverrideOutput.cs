using System.Text;
using Apache.Arrow;
using Confluent.Kafka;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// Overridden predictions: for each command that lets another decision stand, the prediction as it is from now on, under the key of the
/// one before, which nothing changes.
/// </summary>
sealed class OverrideOutput(TopologyModel topology, StagePlan stage)
{
    /// <summary>Id of the command by which a person overrode the decision; no other prediction has this header.</summary>
    public const string OverrideHeader = "override";

    readonly PredictionWriter _writer = new(topology);

    /// <summary>One record a command, in their order.</summary>
    public void Write(OutputSource source, List<OutputRecord> records)
    {
        if (source.Commands is not { } commands)
            return;
        for (var row = 0; row < commands.Length; row++)
        {
            if (Columns.Text(commands, ControlCommands.Kind, row) == ControlCommands.Override)
                records.Add(Record(source, commands, row));
        }
    }

    OutputRecord Record(OutputSource source, RecordBatch commands, int row)
    {
        var place = (source.Rows?.Length ?? 0) + (source.Rejected?.Length ?? 0) + row;
        var lineageId = new LineageId(source.Stream, source.Version, place).ToString();
        var given = Override(commands, row, lineageId);
        var scoredBy = Columns.Text(commands, ControlCommands.ScoredBy, row)!;
        var partition = Columns.Int32(commands, SystemColumns.Partition)[row];
        return new OutputRecord(
            topology.Output.Predictions,
            -1,
            new Message<byte[]?, byte[]?>
            {
                Key = Encoding.UTF8.GetBytes(given.Key),
                Value = _writer.Write(given),
                Headers = new Headers
                {
                    { PredictionOutput.EventIdHeader, Encoding.UTF8.GetBytes(given.EventId) },
                    { PredictionOutput.LineageIdHeader, Encoding.UTF8.GetBytes(lineageId) },
                    { PredictionOutput.ModelVersionHeader, Encoding.UTF8.GetBytes(scoredBy) },
                    {
                        PredictionHeaders.Source,
                        PredictionOutput.Place(stage.Control!.Topic, partition, Columns.Int64(commands, SystemColumns.Offset)[row])
                    },
                    { OverrideHeader, Encoding.UTF8.GetBytes(Columns.Text(commands, ControlCommands.Id, row)!) },
                },
            }
        );
    }

    static OverriddenPrediction Override(RecordBatch commands, int row, string lineageId) =>
        new()
        {
            EventId = Columns.Text(commands, ControlCommands.EventId, row)!,
            Key = Columns.Text(commands, ControlCommands.Key, row)!,
            EventTime = Columns.Times(commands, ControlCommands.EventTime)[row],
            Score = commands.Column(ControlCommands.Score).IsNull(row)
                ? float.NaN
                : (float)Columns.Double(commands, ControlCommands.Score)[row],
            Decision = Columns.Text(commands, ControlCommands.Decision, row)!,
            ScoredBy = ScoredBy.Parse(Columns.Text(commands, ControlCommands.ScoredBy, row)!),
            LineageId = lineageId,
            Record = Columns.Text(commands, ControlCommands.Record, row)!,
            Overruled = Columns.Text(commands, ControlCommands.Overruled, row)!,
            Author = Columns.Text(commands, ControlCommands.Author, row)!,
            Because = Columns.Text(commands, ControlCommands.Because, row),
            At = Columns.Times(commands, SystemColumns.EventTime)[row],
        };
}
