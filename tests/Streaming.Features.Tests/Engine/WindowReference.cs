using Streaming.Features.Tests.Exact;
using Streaming.Topology.Model;

namespace Streaming.Features.Tests.Engine;

/// <summary>What a window's value is by definition, looking at every row released before each row. Seconds.</summary>
static class WindowReference
{
    /// <returns>The feature of each event, in order of release.</returns>
    public static IEnumerable<float> Compute(WindowFeature feature, IReadOnlyList<ReleasedBatch> batches, long reach)
    {
        var seen = new List<Released>();
        var floor = long.MinValue;
        foreach (var batch in batches)
        {
            foreach (var row in batch.Rows)
            {
                seen.Add(row);
                if (!row.Label)
                    yield return Value(feature, seen, row, floor);
            }
            floor = batch.Clock - ReleasedBatch.Drift - reach;
        }
    }

    static float Value(WindowFeature feature, List<Released> seen, Released row, long floor)
    {
        var empty =
            double.IsNaN(feature.Empty) && feature.Aggregate is Aggregate.Count or Aggregate.Sum or Aggregate.Distinct
                ? 0
                : (float)feature.Empty;
        if (row.Key is null)
            return empty;
        var high = row.Time - Seconds(feature.Delay);
        var low = high - Seconds(feature.Over);
        if (feature.Pane is { } pane)
        {
            // All of every pane that begins after low's and not after high's.
            high = ((Panes(high, pane) + 1) * Seconds(pane)) - 1;
            low = ((Panes(low, pane) + 1) * Seconds(pane)) - 1;
        }
        var inside = seen.Where(r => r.Label == (feature.Input == WindowInput.Labels) && r.Key == row.Key)
            .Where(r => Time(r) > low && Time(r) <= high && KeptAs(feature, Time(r)) > floor)
            .ToList();
        return Aggregated(feature, inside, row) ?? empty;
    }

    /// <summary>Where a window needs no single rows they are kept by the pane, and go with its beginning.</summary>
    public static bool IsKeptByPane(WindowFeature feature) =>
        feature.Pane is not null && feature.Aggregate is not (Aggregate.Distinct or Aggregate.SinceLast);

    static long KeptAs(WindowFeature feature, long time) =>
        IsKeptByPane(feature) ? Panes(time, feature.Pane!.Value) * Seconds(feature.Pane.Value) : time;

    static float? Aggregated(WindowFeature feature, List<Released> inside, Released row)
    {
        if (feature.Aggregate == Aggregate.Count)
            return inside.Count == 0 ? null : inside.Count;
        if (feature.Aggregate == Aggregate.SinceLast)
            return SinceLast(inside, row);
        if (feature.Aggregate == Aggregate.Distinct)
        {
            var distinct = feature.Name.EndsWith("numbers", StringComparison.Ordinal)
                ? inside.Where(r => r.X is not null).Select(r => r.X + 0.0).Distinct().Count()
                : inside.Where(r => r.Text is not null).Select(r => r.Text).Distinct().Count();
            return distinct == 0 ? null : distinct;
        }
        var values = inside.Where(r => r.X is not null).Select(r => r.X!.Value).ToList();
        return values.Count == 0 || (feature.Aggregate == Aggregate.Stddev && values.Count < 2)
            ? null
            : (float)(
                feature.Aggregate switch
                {
                    Aggregate.Sum => Sum(values),
                    Aggregate.Mean => Sum(values) / values.Count,
                    Aggregate.Min => values.Min() + 0.0,
                    Aggregate.Max => values.Max() + 0.0,
                    _ => ExactReference.Deviation(values),
                }
            );
    }

    // Rows later than this one only lie inside where a pane does not end at the row.
    static float? SinceLast(List<Released> inside, Released row)
    {
        var own = inside.Contains(row);
        var before = inside.Where(r => !ReferenceEquals(r, row) && (!own || Time(r) <= row.Time)).ToList();
        return before.Count == 0 ? null : row.Time - before.Max(Time);
    }

    static double Sum(List<double> values) => ExactReference.Round(ExactReference.Sum(values));

    static long Time(Released row) => row.Label ? row.Labelled : row.Time;

    static long Seconds(TimeSpan span) => (long)span.TotalSeconds;

    static long Panes(long time, TimeSpan pane) => (long)Math.Floor(time / pane.TotalSeconds);
}
