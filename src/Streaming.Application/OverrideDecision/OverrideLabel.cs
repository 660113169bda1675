using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Events.Time;
using Streaming.Lineage.Lookup;
using Streaming.Publishing.Live;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.OverrideDecision;

/// <summary>
/// What a person decided, as a label: published like any other, so that windows, drift, evaluation and training take it as they take
/// those, and lineage has it. Under the id of the command, so that it is there once, however often the command is given.
/// </summary>
sealed class OverrideLabel(StreamingServices services, OperationContext context)
{
    /// <summary>What the field says that tells such labels from others.</summary>
    public const string Kind = "override";

    /// <summary>Publishes the label of a decision, where the topology says that it is one.</summary>
    /// <param name="topology">As its file is now: what a publisher that is kept open knows of oversight may be older.</param>
    /// <param name="called">A name from ./topology, or a path.</param>
    /// <param name="record">The record that was decided about.</param>
    /// <param name="command">Id under which it was.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="stop">Gives up.</param>
    public async Task PublishAsync(
        TopologyModel topology,
        string called,
        LineageRecord record,
        string command,
        string decision,
        CancellationToken stop
    )
    {
        if (topology.Oversight?.Labels is not { } labels || !labels.Targets.TryGetValue(decision, out var target))
            return;
        var publisher = await (await services.PublishersAsync(stop)).OfAsync(called, stop);
        using var judge = new RecordJudge(topology, RowContent.Labels);
        var fields = Fields(topology, labels, record, target, context.Time.GetUtcNow());
        if (judge.Judge(JsonSerializer.SerializeToUtf8Bytes(fields), out var refused) is not { } ready)
            throw new StreamingException($"The decision is overruled, but no label could be made of that: {refused!.Detail}");
        try
        {
            await publisher.PublishAsync(RowContent.Labels, [ready], PublishKey.Of(RowContent.Labels, command, [ready]), stop);
        }
        catch (KeyReusedException)
        {
            // The command was given before, and its label says another time at which it became known.
        }
    }

    static JsonObject Fields(TopologyModel topology, OverrideLabels labels, LineageRecord record, bool target, DateTimeOffset now)
    {
        var model = topology.Labels!;
        var fields = new JsonObject();
        foreach (var field in model.Fields)
        {
            if (topology.Source.Fields.Any(f => f.Name == field.Name && f.Type == field.Type) && Value(record, field) is { } value)
                fields[field.Name] = value;
        }

        fields[model.Id] = Value(record, topology.Source.Fields.First(f => f.Name == topology.Source.Id));
        fields[model.Time] = IsoTime.Format(record.Source.EventTime!.Value);
        fields[model.Known] = IsoTime.Format(Timestamp.From(now));
        fields[model.Target] = target;
        if (model.Withdrawn is { } withdrawn)
            fields[withdrawn] = false;
        if (labels.Kind is { } kind)
            fields[kind] = Kind;
        return fields;
    }

    static JsonNode? Value(LineageRecord record, FieldModel field) =>
        record.Fields.GetValueOrDefault(field.Name) switch
        {
            null => null,
            DateTimeOffset time => IsoTime.Format(Timestamp.From(time)),
            var value => JsonSerializer.SerializeToNode(value),
        };
}
