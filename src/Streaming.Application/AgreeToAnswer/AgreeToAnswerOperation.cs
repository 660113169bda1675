using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Application.OverrideDecision;
using Streaming.Topology;

namespace Streaming.Application.AgreeToAnswer;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Contest">Id of the contest.</param>
/// <param name="Decision">The decision that was proposed, so that nobody agrees to another that was proposed meanwhile.</param>
/// <param name="Decline">Do not agree: another answer has to be proposed.</param>
public sealed record AgreeToAnswerRequest(string Topology, string Contest, string Decision, bool Decline = false);

/// <summary>Agrees, as the second person, to what somebody proposed, or declines; then the other decision stands.</summary>
public sealed class AgreeToAnswerOperation()
    : Operation<AgreeToAnswerRequest, ShownContest>(new OperationInfo("contest.agree", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(AgreeToAnswerRequest request) =>
        $"{request.Topology} {request.Contest} {request.Decision}{(request.Decline ? " declined" : "")}";

    /// <inheritdoc/>
    protected internal override async Task<ShownContest> RunAsync(
        AgreeToAnswerRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var overruling = await Overruling.OpenAsync(request.Topology, request.Decision, context, stop);
        if (request.Decline)
            context.RequireWhy("That somebody does not agree");
        var topology = overruling.Topology.Name;
        var store = await overruling.Services.ContestsAsync(stop);
        var contest = await ContestFinder.UnansweredAsync(store, topology, request.Topology, request.Contest, stop);
        if (contest.Proposed is not { } proposed)
            throw new StreamingException($"Nobody has proposed an answer to contest {contest.Made.Id} that waits for a second person.");
        if (proposed.Decision != request.Decision)
        {
            throw new StreamingException(
                $"{proposed.By} proposed '{proposed.Decision}' for contest {contest.Made.Id}, not '{request.Decision}'."
            );
        }

        FourEyes.RequireOther(context, proposed);
        var name = context.Caller.Principal.Name;
        if (!request.Decline)
            return await ContestEnd.EndAsync(overruling, contest, proposed with { AgreedBy = name }, context, stop);
        var declined = await store.DeclineAsync(topology, contest.Made.Id, proposed, name, context.Caller.Why, stop);
        return ShownContest.Of(declined!, context.Time.GetUtcNow());
    }
}
