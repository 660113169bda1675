using Streaming.Events.Time;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>
/// What is kept of the rows of one input under one key: one log of entries that all its windows share. An entry is a row; or,
/// in the log of windows with one pane, all rows of a pane, from which such windows are exact all the same. (What asks for
/// single rows, distinct values and the time since the last, looks at the log of rows even where it has a pane.)
/// </summary>
sealed class LogPlan
{
    readonly List<ValueColumn> _columns = [];
    readonly List<PaneGroup> _groups = [];

    LogPlan(WindowInput input, long pane, List<(int Index, WindowFeature Feature)> features, Func<WindowInput, Expr, bool> isInteger)
    {
        Input = input;
        Pane = pane;
        foreach (var (_, feature) in features.Where(f => f.Feature.Value is not null))
            AddColumn(feature, features, isInteger);
        Stride = pane == 0 ? 1 + _columns.Sum(c => c.Words) : PaneGroup.FirstWord + _groups.Sum(g => g.Words);
        Windows = [.. features.GroupBy(f => WindowShape.Of(f.Feature)).Select(shape => Window(shape.Key, [.. shape]))];
        Reach = Windows.Max(w => w.Shape.Reach);
    }

    public WindowInput Input { get; }

    /// <summary>Microseconds; 0: entries are rows.</summary>
    public long Pane { get; }
    public IReadOnlyList<ValueColumn> Columns => _columns;

    /// <summary>One for each column, where entries are panes.</summary>
    public IReadOnlyList<PaneGroup> Groups => _groups;
    public WindowPlan[] Windows { get; }

    /// <summary>Words of an entry.</summary>
    public int Stride { get; }

    /// <summary>How far before a row's time its windows reach, microseconds.</summary>
    public long Reach { get; }

    /// <summary>Size of <see cref="Accumulators"/>.</summary>
    public int Words { get; private set; }
    public int Objects { get; private set; }

    /// <summary>The logs that these features need, over events first.</summary>
    /// <param name="features">With their indexes among the stage's features.</param>
    /// <param name="isInteger">Whether an input's expression is an integer that a double may not hold.</param>
    public static LogPlan[] For(IEnumerable<(int Index, WindowFeature Feature)> features, Func<WindowInput, Expr, bool> isInteger) =>
        [
            .. features
                .GroupBy(f => (f.Feature.Input, Pane: PaneOf(f.Feature)))
                .OrderBy(g => g.Key)
                .Select(g => new LogPlan(g.Key.Input, g.Key.Pane, [.. g], isInteger)),
        ];

    /// <summary>Lowest entry time that a row's windows may still look at is above this, for rows from <paramref name="settled"/>
    /// on.</summary>
    public Timestamp Floor(Timestamp settled) => settled.Earlier(Reach);

    /// <summary>Whether words are such as this log's entries have; sums aside, of which any bits will do.</summary>
    public bool IsEntry(ReadOnlySpan<long> entry)
    {
        if (Pane > 0 && (new Timestamp(entry[0]).Floor(Pane).Micros != entry[0] || PaneGroup.Rows(entry) < 1))
            return false;
        foreach (var group in _groups)
        {
            if (!group.IsPart(entry))
                return false;
        }
        foreach (var column in _columns)
        {
            if (Pane == 0 && !column.IsValue(entry[1..]))
                return false;
        }
        return true;
    }

    static long PaneOf(WindowFeature feature) =>
        feature.Aggregate is Aggregate.Distinct or Aggregate.SinceLast ? 0 : WindowShape.Of(feature).Pane;

    void AddColumn(WindowFeature feature, List<(int Index, WindowFeature Feature)> features, Func<WindowInput, Expr, bool> isInteger)
    {
        if (Column(feature) is not null)
            return;
        var kind =
            feature.Aggregate == Aggregate.Distinct ? ValueKind.Identity
            : isInteger(feature.Input, feature.Value!) ? ValueKind.Integer
            : ValueKind.Number;
        var column = new ValueColumn(feature.Value!, kind, _columns.Sum(c => c.Words));
        _columns.Add(column);
        if (Pane == 0)
            return;
        var squares = features.Exists(f => f.Feature.Aggregate == Aggregate.Stddev && f.Feature.Value == feature.Value);
        _groups.Add(new PaneGroup(column, PaneGroup.FirstWord + _groups.Sum(g => g.Words), squares));
    }

    // Calls are equal only to themselves (their arguments are a list): such values are then kept twice, which is right too.
    ValueColumn? Column(WindowFeature feature) =>
        _columns.Find(c => (c.Kind == ValueKind.Identity) == (feature.Aggregate == Aggregate.Distinct) && c.Expression == feature.Value);

    WindowPlan Window(WindowShape shape, List<(int Index, WindowFeature Feature)> features)
    {
        var word = Words;
        Words += WindowPlan.Words;
        var accumulators = features
            .Where(f => f.Feature.Value is not null)
            .GroupBy(f => Column(f.Feature)!)
            .ToDictionary(g => g.Key, g => Accumulator(g.Key, [.. g.Select(f => f.Feature.Aggregate)]));
        var outputs = features.Select(f => new WindowOutput(
            f.Index,
            f.Feature.Aggregate,
            f.Feature.Value is null ? null : accumulators[Column(f.Feature)!],
            Empty(f.Feature)
        ));
        return new WindowPlan(shape, word, [.. accumulators.Values], [.. outputs]);
    }

    AccumulatorPlan Accumulator(ValueColumn column, HashSet<Aggregate> aggregates)
    {
        var plan = new AccumulatorPlan(column)
        {
            Group = _groups.Find(g => g.Column == column),
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

    static float Empty(WindowFeature feature) =>
        double.IsNaN(feature.Empty) && feature.Aggregate is Aggregate.Count or Aggregate.Sum or Aggregate.Distinct
            ? 0
            : (float)feature.Empty;
}
