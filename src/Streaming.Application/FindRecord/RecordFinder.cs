using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.FindRecord;

/// <summary>Finds records by event id or lineage id.</summary>
static class RecordFinder
{
    /// <exception cref="StreamingException">There is none.</exception>
    public static async Task<IReadOnlyList<LineageRecord>> FindAsync(
        LineageStore lineage,
        PipelinePlan plan,
        string called,
        string id,
        CancellationToken stop
    )
    {
        var records = await LookAsync(lineage, plan, id, stop);
        return records.Count > 0 ? records : throw await NoneAsync(lineage, plan, called, id, stop);
    }

    /// <summary>Why there is none: it may have been removed.</summary>
    static async Task<StreamingException> NoneAsync(
        LineageStore lineage,
        PipelinePlan plan,
        string called,
        string id,
        CancellationToken stop
    )
    {
        var cuts = await lineage.Cuts.ReadAsync(plan.Topology.Name, stop);
        if (LineageId.TryParse(id, out var address) && cuts.Removed(address.Stream, address.Version) is { } removed)
            return new LineageRemovedException($"Record {id}", removed);
        var gone =
            cuts.All.Count == 0
                ? ""
                : $" Or it was recorded before {IsoTime.Format(cuts.All.Max(c => c.Cut.WrittenUntil))}: some of what is older was "
                    + $"{cuts.All[^1].Tell()}";
        return new StreamingException($"{plan.Topology.Name} has no record '{id}' in its lineage. Is it published and scored yet?{gone}")
        {
            Kind = FailureKind.Missing,
            Cure = Cure.ShowStatus(called),
        };
    }

    static async Task<IReadOnlyList<LineageRecord>> LookAsync(LineageStore lineage, PipelinePlan plan, string id, CancellationToken stop)
    {
        if (LineageId.TryParse(id, out var address))
        {
            // Whoever may ask about one topology must not get at another's records by their addresses.
            return address.Stream.Topology == plan.Topology.Name && await lineage.RecordAsync(address, stop) is { } record ? [record] : [];
        }

        var records = await lineage.RecordsAsync(plan.Topology.Name, id, stop);
        // A label's own record is part of its event's.
        var labelStage = plan.Stages.FirstOrDefault(s => s.Inputs.Any(i => i.Kind == InputKind.Labels))?.Name;
        var events = records.Where(s => s.Location.Stream.Stage != labelStage).ToList();
        return events.Count > 0 ? events : records;
    }
}
