using Streaming.Application.Contests;
using Streaming.Application.Operations;
using Streaming.Application.OverrideDecision;
using Streaming.Store.Contests;
using Streaming.Topology;

namespace Streaming.Application.AnswerContest;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Contest">Id of the contest.</param>
/// <param name="Decision">Another decision that is to stand.</param>
/// <param name="Uphold">The decision stands as it is; instead of another.</param>
public sealed record AnswerContestRequest(string Topology, string Contest, string? Decision = null, bool Uphold = false);

/// <summary>
/// Answers somebody who contests a decision: it stands, or another does from now on, as with an override. Where the topology wants four
/// eyes, another decision is proposed, and stands once a second person agrees.
/// </summary>
public sealed class AnswerContestOperation()
    : Operation<AnswerContestRequest, ShownContest>(new OperationInfo("contest.answer", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(AnswerContestRequest request) =>
        $"{request.Topology} {request.Contest} {request.Decision ?? "upheld"}";

    /// <inheritdoc/>
    protected internal override async Task<ShownContest> RunAsync(
        AnswerContestRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        if (request.Uphold == request.Decision is not null)
        {
            throw new StreamingException(
                "Say which decision is to stand: uphold the one that is contested, or name another; one of the two."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        var overruling = await Overruling.OpenAsync(request.Topology, request.Decision, context, stop);
        context.RequireWhy("An answer");
        var topology = overruling.Topology;
        var store = await overruling.Services.ContestsAsync(stop);
        var contest = await ContestFinder.UnansweredAsync(store, topology.Name, request.Topology, request.Contest, stop);
        var answer = new ContestAnswer(request.Decision ?? contest.Made.Decision, context.Caller.Principal.Name, context.Caller.Why);
        if (answer.Decision == contest.Made.Decision || topology.Oversight is not { FourEyes: true })
            return await ContestEnd.EndAsync(overruling, contest, answer, context, stop);

        FourEyes.RequireName(context);
        var proposed = await store.ProposeAsync(topology.Name, contest.Made.Id, answer, stop);
        return ShownContest.Of(proposed!, context.Time.GetUtcNow());
    }
}
