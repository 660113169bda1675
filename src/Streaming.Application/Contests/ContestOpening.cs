using System.Security.Cryptography;
using Streaming.Application.Operations;
using Streaming.Application.OverrideDecision;
using Streaming.Lineage.Lookup;
using Streaming.Store.Contests;
using Streaming.Topology.Model;

namespace Streaming.Application.Contests;

/// <summary>Takes down that a decision is contested.</summary>
static class ContestOpening
{
    /// <summary>A contest of the decision that stands about a record.</summary>
    /// <param name="overruling">What is open.</param>
    /// <param name="record">The record.</param>
    /// <param name="context">Of whoever takes it down, with the reason.</param>
    /// <param name="proposed">An answer that waits for a second person; null: there is none yet.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<Contest> OpenAsync(
        Overruling overruling,
        LineageRecord record,
        OperationContext context,
        ContestAnswer? proposed,
        CancellationToken stop
    )
    {
        var store = await overruling.Services.ContestsAsync(stop);
        var within = (overruling.Topology.Oversight ?? new OversightModel()).AnswerWithin;
        // Ids are short enough to come twice in a long time.
        while (true)
        {
            var made = new NewContest(
                overruling.Topology.Name,
                RandomNumberGenerator.GetHexString(10, lowercase: true),
                record.LineageId.ToString(),
                record.EventId!,
                Overruling.Standing(record),
                context.Caller.Why!,
                context.Time.GetUtcNow() + within
            )
            {
                By = context.Caller.Principal.Name,
            };
            if (await store.OpenAsync(made, proposed, stop) is { } contest)
                return contest;
        }
    }
}
