using System.Globalization;
using Streaming.Application.Control;
using Streaming.Application.FindRecord;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.OverrideDecision;

/// <summary>What it takes to let another decision stand: for whoever overrides one, and for whoever answers a contest.</summary>
sealed class Overruling
{
    readonly PipelinePlan _plan;
    readonly StreamingServices _services;
    readonly LineageStore _lineage;
    readonly ControlTopic _topic;
    readonly OverrideLabel _label;
    readonly string _called;

    Overruling(PipelinePlan plan, string called, StreamingServices services, LineageStore lineage, OperationContext context) =>
        (_plan, _called, _services, _lineage, _topic, _label) = (
            plan,
            called,
            services,
            lineage,
            new ControlTopic(plan, services, context),
            new OverrideLabel(services, context)
        );

    /// <summary>The topology.</summary>
    public TopologyModel Topology => _plan.Topology;

    /// <summary>What is open.</summary>
    public StreamingServices Services => _services;

    /// <summary>Opens what it takes.</summary>
    /// <param name="called">A name from ./topology, or a path.</param>
    /// <param name="decision">The decision that is to stand; null: that is not known yet.</param>
    /// <param name="context">Of the operation.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">The topology has no such decision; nothing was opened.</exception>
    public static async Task<Overruling> OpenAsync(string called, string? decision, OperationContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(called));
        if (decision is not null && plan.Topology.Score.Decisions.All(d => d.Name != decision))
        {
            throw new StreamingException(
                $"{plan.Topology.Name} has no decision '{decision}'; it has "
                    + $"{string.Join(", ", plan.Topology.Score.Decisions.Select(d => d.Name))}."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        var services = await context.OpenAsync(EmbeddedParts.All, stop);
        return new Overruling(plan, called, services, await services.LineageAsync(stop), context);
    }

    /// <summary>The record that was decided about.</summary>
    /// <param name="id">Event id or lineage id.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is none, or no pipeline decided it.</exception>
    public async Task<LineageRecord> FindAsync(string id, CancellationToken stop) =>
        ScoredRecord.Only(await RecordFinder.FindAsync(_lineage, _plan, _called, id, stop), id) is { Location.Stream.IsRequests: false } one
            ? one
            : throw new StreamingException($"{id} was asked for and answered; no pipeline decided it, and none could decide otherwise.");

    /// <summary>The decision that stands about a record.</summary>
    public static string Standing(LineageRecord record) => record.Overrides.Count > 0 ? record.Overrides[^1].Decision : record.Decision!;

    /// <summary>A command of the caller's that lets another decision stand.</summary>
    public GivenCommand Command() => _topic.Command(ControlCommands.Override);

    /// <summary>Publishes what a person decided as a label, where the topology wants that.</summary>
    /// <param name="record">About this.</param>
    /// <param name="command">Id under which they said so.</param>
    /// <param name="decision">What they decided.</param>
    /// <param name="stop">Gives up.</param>
    public Task LabelAsync(LineageRecord record, string command, string decision, CancellationToken stop) =>
        _label.PublishAsync(Topology, _called, record, command, decision, stop);

    /// <summary>Lets another decision stand, and answers when that is recorded, or has had time to.</summary>
    /// <param name="record">About this.</param>
    /// <param name="given">Who says so, when and why.</param>
    /// <param name="decision">It is not the one that stands.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<OverriddenDecision> SendAsync(LineageRecord record, GivenCommand given, string decision, CancellationToken stop)
    {
        var overruled = Standing(record);
        var command = new GivenOverride(given)
        {
            Record = record.LineageId.ToString(),
            EventId = record.EventId!,
            Key = Convert.ToString(record.Fields[Topology.Source.Key], CultureInfo.InvariantCulture)!,
            EventTime = record.Source.EventTime!.Value.ToDateTimeOffset(),
            Score = record.Score is { } score && float.IsFinite(score) ? score : null,
            ScoredBy = record.DecidedBy is { } model ? $"{model.Name}/{model.Version}" : "rule",
            Overruled = overruled,
            Decision = decision,
        };
        await _topic.SendAsync(record.Location.Stream.Partition, command, stop);
        var recorded = (await _lineage.RecordAsync(record.LineageId, stop))?.Overrides.FirstOrDefault(o => o.Command == command.Id);
        return new OverriddenDecision(command.EventId, command.Record, overruled, decision, command.Id, recorded?.LineageId.ToString());
    }
}
