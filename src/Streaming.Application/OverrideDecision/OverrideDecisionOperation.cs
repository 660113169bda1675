using System.Globalization;
using Streaming.Application.Control;
using Streaming.Application.FindRecord;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.OverrideDecision;

/// <summary>
/// Lets another decision stand for a record that was scored. The prediction stays as it is, on its topic and in lineage; the stage that
/// made it records the command and emits the prediction as it stands from then on.
/// </summary>
public sealed class OverrideDecisionOperation()
    : Operation<OverrideDecisionRequest, OverriddenDecision>(new OperationInfo("decision.override", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(OverrideDecisionRequest request) => $"{request.Topology} {request.Id} {request.Decision}";

    /// <inheritdoc/>
    protected internal override async Task<OverriddenDecision> RunAsync(
        OverrideDecisionRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        if (plan.Topology.Score.Decisions.All(d => d.Name != request.Decision))
        {
            throw new StreamingException(
                $"{plan.Topology.Name} has no decision '{request.Decision}'; it has "
                    + $"{string.Join(", ", plan.Topology.Score.Decisions.Select(d => d.Name))}."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        context.RequireWhy("An override");
        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        var lineage = await services.LineageAsync(stop);
        var record = Only(await RecordFinder.FindAsync(lineage, plan, request.Topology, request.Id, stop), request.Id);
        var overruled = record.Overrides.Count > 0 ? record.Overrides[^1].Decision : record.Decision!;
        if (overruled == request.Decision)
            throw new StreamingException($"The decision about {record.EventId} is '{request.Decision}' already.");

        var topic = new ControlTopic(plan, services, context);
        var command = Command(topic, plan.Topology, record, overruled, request.Decision);
        await topic.SendAsync(record.Location.Stream.Partition, command, stop);
        return new OverriddenDecision(
            command.EventId,
            command.Record,
            overruled,
            request.Decision,
            command.Id,
            await RecordedAsync(lineage, record, command.Id, stop)
        );
    }

    static LineageRecord Only(IReadOnlyList<LineageRecord> records, string id) =>
        ScoredRecord.Only(records, id) is { Location.Stream.IsRequests: false } one
            ? one
            : throw new StreamingException($"{id} was asked for and answered; no pipeline decided it, and none could decide otherwise.");

    static GivenOverride Command(ControlTopic topic, TopologyModel topology, LineageRecord record, string overruled, string decision) =>
        new(topic.Command(ControlCommands.Override))
        {
            Record = record.LineageId.ToString(),
            EventId = record.EventId!,
            Key = Convert.ToString(record.Fields[topology.Source.Key], CultureInfo.InvariantCulture)!,
            EventTime = record.Source.EventTime!.Value.ToDateTimeOffset(),
            Score = record.Score is { } score && float.IsFinite(score) ? score : null,
            ScoredBy = record.DecidedBy is { } model ? $"{model.Name}/{model.Version}" : "rule",
            Overruled = overruled,
            Decision = decision,
        };

    static async Task<string?> RecordedAsync(LineageStore lineage, LineageRecord record, string command, CancellationToken stop) =>
        (await lineage.RecordAsync(record.LineageId, stop))?.Overrides.FirstOrDefault(o => o.Command == command)?.LineageId.ToString();
}
