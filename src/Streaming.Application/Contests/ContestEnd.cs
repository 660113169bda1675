using Streaming.Application.Operations;
using Streaming.Application.OverrideDecision;
using Streaming.Store.Contests;

namespace Streaming.Application.Contests;

/// <summary>
/// Ends a contest by an answer. The command goes first, under the contest's own id: whoever comes again after a crash between the two gives
/// the same command, which changes nothing more, and then the history is as it should be.
/// </summary>
static class ContestEnd
{
    public static async Task<ShownContest> EndAsync(
        Overruling overruling,
        Contest contest,
        ContestAnswer answer,
        OperationContext context,
        CancellationToken stop
    )
    {
        var record = await overruling.FindAsync(contest.Made.Record, stop);
        if (Overruling.Standing(record) != answer.Decision)
        {
            var given = overruling.Command();
            given = given with
            {
                Id = contest.Made.Id,
                Author = answer.By ?? given.Author,
                Because = answer.AgreedBy is null ? answer.Why : $"{answer.Why} (agreed by {answer.AgreedBy})",
            };
            await overruling.SendAsync(record, given, answer.Decision, stop);
        }

        await overruling.LabelAsync(record, contest.Made.Id, answer.Decision, stop);
        var store = await overruling.Services.ContestsAsync(stop);
        var ended = await store.AnswerAsync(contest.Made.Topology, contest.Made.Id, answer, stop);
        return ShownContest.Of(ended!, context.Time.GetUtcNow());
    }
}
