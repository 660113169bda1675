using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Store.Contests;
using Streaming.Topology;

namespace Streaming.Application.OverrideDecision;

/// <summary>
/// Lets another decision stand for a record that was scored. The prediction stays as it is, on its topic and in lineage; the stage that
/// made it records the command and emits the prediction as it stands from then on. Where the topology wants four eyes, it waits for the
/// second person as the answer to a contest does.
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
        var overruling = await Overruling.OpenAsync(request.Topology, request.Decision, context, stop);
        context.RequireWhy("An override");
        var record = await overruling.FindAsync(request.Id, stop);
        var overruled = Overruling.Standing(record);
        if (overruled == request.Decision)
            throw new StreamingException($"The decision about {record.EventId} is '{request.Decision}' already.");
        if (overruling.Topology.Oversight is not { FourEyes: true })
        {
            var overridden = await overruling.SendAsync(record, overruling.Command(), request.Decision, stop);
            await overruling.LabelAsync(record, overridden.Command!, request.Decision, stop);
            return overridden;
        }

        FourEyes.RequireName(context);
        var contest = await ContestOpening.OpenAsync(
            overruling,
            record,
            context,
            new ContestAnswer(request.Decision, context.Caller.Principal.Name, context.Caller.Why),
            stop
        );
        return new OverriddenDecision(record.EventId!, record.LineageId.ToString(), overruled, request.Decision, null, null)
        {
            Contest = contest.Made.Id,
        };
    }
}
