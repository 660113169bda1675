using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>What is kept of the rows of one input under one key: one log of entries that all its windows share.</summary>
internal sealed class LogPlan
{
    private LogPlan(WindowInput input, IReadOnlyList<(int Index, WindowFeature Feature)> features)
    {
        Input = input;
        var columns = new List<ValueColumn>();
        Windows =
        [
            .. features.GroupBy(f => WindowShape.Of(f.Feature)).Select(shape => Window(shape.Key, shape.ToList(), columns)),
        ];
        Columns = columns;
        Stride = 1 + Columns.Sum(c => c.Words);
        Reach = Windows.Max(w => w.Shape.Reach);
    }

    public WindowInput Input { get; }
    public IReadOnlyList<ValueColumn> Columns { get; }
    public WindowPlan[] Windows { get; }

    /// <summary>Words of an entry: its time, then its values.</summary>
    public int Stride { get; }

    /// <summary>How far before a row's time its windows reach, microseconds.</summary>
    public long Reach { get; }

    /// <summary>Size of <see cref="Accumulators"/>.</summary>
    public int Words { get; private set; }
    public int Objects { get; private set; }

    /// <summary>Null when no feature looks at this input.</summary>
    public static LogPlan? Of(WindowInput input, IEnumerable<(int Index, WindowFeature Feature)> features)
    {
        var mine = features.Where(f => f.Feature.Input == input).ToList();
        return mine.Count == 0 ? null : new LogPlan(input, mine);
    }

    private WindowPlan Window(WindowShape shape, List<(int Index, WindowFeature Feature)> features, List<ValueColumn> columns)
    {
        var pointers = Words;
        Words += WindowPlan.PointerWords;
        var accumulators = features.Where(f => f.Feature.Value is not null)
            .GroupBy(f => Column(f.Feature, columns))
            .ToDictionary(g => g.Key, g => Accumulator(g.Key, [.. g.Select(f => f.Feature.Aggregate)]));
        var outputs = features.Select(f => new WindowOutput(
            f.Index,
            f.Feature.Aggregate,
            f.Feature.Value is null ? null : accumulators[Column(f.Feature, columns)],
            Empty(f.Feature)));
        return new WindowPlan(shape, pointers, [.. accumulators.Values], [.. outputs]);
    }

    private static ValueColumn Column(WindowFeature feature, List<ValueColumn> columns)
    {
        var identity = feature.Aggregate == Aggregate.Distinct;
        // Calls are equal only to themselves (their arguments are a list): such values are then kept twice, which is right too.
        var column = columns.Find(c => c.Identity == identity && c.Expression == feature.Value);
        if (column is null)
        {
            column = new ValueColumn(feature.Value!, identity, 1 + columns.Sum(c => c.Words));
            columns.Add(column);
        }
        return column;
    }

    private AccumulatorPlan Accumulator(ValueColumn column, HashSet<Aggregate> aggregates)
    {
        var plan = new AccumulatorPlan(column)
        {
            Sum = aggregates.Overlaps([Aggregate.Sum, Aggregate.Mean, Aggregate.Stddev]),
            Squares = aggregates.Contains(Aggregate.Stddev),
            Minimum = aggregates.Contains(Aggregate.Min),
            Maximum = aggregates.Contains(Aggregate.Max),
            Word = Words,
            Object = Objects,
        };
        Words += plan.Words;
        Objects += plan.Objects;
        return plan;
    }

    private static float Empty(WindowFeature feature) =>
        double.IsNaN(feature.Empty) && feature.Aggregate is Aggregate.Count or Aggregate.Sum or Aggregate.Distinct ? 0 : (float)feature.Empty;
}
