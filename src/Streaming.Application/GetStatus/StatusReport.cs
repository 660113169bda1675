using Streaming.Application.FindRecord;
using Streaming.Application.Services;
using Streaming.Application.ShowGoals;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Plan;

namespace Streaming.Application.GetStatus;

/// <param name="Rate">Rows and rejected records a second; null where it was not measured.</param>
/// <param name="Behind">Offsets on its inputs that are not committed.</param>
public sealed record StageStatus(string Stage, long Batches, long Rows, long Labels, long Rejected, double? Rate, long Behind);

/// <summary>Where a pipeline stands.</summary>
/// <param name="Scored">Rows of the final stage.</param>
/// <param name="Quarantined">Rejected records of all stages, labels among them.</param>
/// <param name="Outcomes">Count by decision, and by reason as <c>rejected:reason</c>.</param>
/// <param name="CaughtUp">Everything on the input topics is committed.</param>
/// <param name="FallsBack">Some partition scores by the rule because somebody said so.</param>
public sealed record StatusReport(
    string Topology,
    bool CaughtUp,
    bool FallsBack,
    long Scored,
    long Quarantined,
    IReadOnlyDictionary<string, long> Outcomes,
    IReadOnlyList<StageStatus> Stages,
    IReadOnlyList<InputStatus> Inputs
)
{
    /// <summary>Guards that are tripped, by partition of the final stage.</summary>
    public IReadOnlyList<TrippedGuard> Tripped { get; init; } = [];

    /// <summary>A person is called for its goals; null: nobody is.</summary>
    public CalledPerson? Call { get; init; }

    /// <summary>Contests that wait for an answer; null: the topology says nothing of oversight.</summary>
    public WaitingContests? Contests { get; init; }

    internal static StatusReport Of(
        PipelinePlan plan,
        IReadOnlyList<StreamSummary> before,
        IReadOnlyList<StreamSummary> after,
        double? seconds,
        IReadOnlyList<StageLag> lags
    )
    {
        var stages = plan
            .Stages.Select(stage =>
            {
                var (earlier, totals) = (Totals(before, stage.Name), Totals(after, stage.Name));
                var rate = (totals.Rows + totals.Rejected - earlier.Rows - earlier.Rejected) / seconds;
                var batches = after.Where(s => s.Stream.Stage == stage.Name).Sum(s => s.Version);
                return new StageStatus(
                    stage.Name,
                    batches,
                    totals.Rows,
                    totals.Labels,
                    totals.Rejected,
                    rate,
                    lags.Where(l => l.Stage == stage.Name).Sum(l => l.Partition.Behind)
                );
            })
            .ToList();
        var outcomes = after
            .SelectMany(s =>
                s.Totals.Outcomes.Where(o =>
                    s.Stream.Stage == plan.Final.Name || o.Key.StartsWith(StreamTotals.RejectedPrefix, StringComparison.Ordinal)
                )
            )
            .GroupBy(o => o.Key, StringComparer.Ordinal)
            .OrderBy(o => o.Key, StringComparer.Ordinal)
            .ToDictionary(o => o.Key, o => o.Sum(c => c.Value), StringComparer.Ordinal);
        return new StatusReport(
            plan.Topology.Name,
            lags.All(l => l.Partition.Behind == 0),
            after.Any(s => s.Stream.Stage == plan.Final.Name && ControlState.Of(s.Header).FallsBack),
            Totals(after, plan.Final.Name).Rows,
            stages.Sum(s => s.Rejected),
            outcomes,
            stages,
            [.. lags.Select(InputStatus.Of)]
        )
        {
            Tripped = [.. after.Where(s => s.Stream.Stage == plan.Final.Name).SelectMany(TrippedGuard.In)],
        };
    }

    static StreamTotals Totals(IReadOnlyList<StreamSummary> streams, string stage) =>
        streams.Where(s => s.Stream.Stage == stage).Aggregate(StreamTotals.Zero, (sum, s) => sum.Plus(s.Totals));
}

/// <summary>Contested decisions that are not answered.</summary>
/// <param name="Open">All of them.</param>
/// <param name="Overdue">Those that should have been answered.</param>
public sealed record WaitingContests(int Open, int Overdue);

/// <summary>A guard that changes decisions now. Times are event times, ISO 8601.</summary>
/// <param name="Guard">Its name.</param>
/// <param name="Partition">Of the final stage.</param>
/// <param name="Since">When it tripped.</param>
/// <param name="Until">It does not recover before.</param>
/// <param name="Decision">The decision that it limits.</param>
/// <param name="Counted">How often that was decided within its window when it tripped.</param>
/// <param name="Of">Of so many decisions.</param>
/// <param name="Groups">The groups that lay too far apart: the counts are of the lowest of them. Null where it holds none against each
/// other.</param>
public sealed record TrippedGuard(
    string Guard,
    int Partition,
    string Since,
    string Until,
    string Decision,
    long Counted,
    long Of,
    FoundContrast? Groups
)
{
    internal static IEnumerable<TrippedGuard> In(StreamSummary stream)
    {
        foreach (var guard in stream.Header.Guards)
        {
            if (guard.Trip is not { } trip)
                continue;
            yield return new TrippedGuard(
                guard.Guard,
                stream.Stream.Partition,
                IsoTime.Format(trip.At),
                IsoTime.Format(trip.Until),
                guard.Decision,
                trip.Counted,
                trip.Of,
                FoundContrast.From(trip)
            );
        }
    }
}

/// <summary>One input partition of a stage.</summary>
public sealed record InputStatus(string Stage, string Topic, int Partition, long Committed, long End, long Behind)
{
    internal static InputStatus Of(StageLag lag)
    {
        var ((topic, partition), committed, end) = lag.Partition;
        return new InputStatus(lag.Stage, topic, partition, committed, end, lag.Partition.Behind);
    }
}
