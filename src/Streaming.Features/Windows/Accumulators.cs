using System.Runtime.InteropServices;
using Streaming.Events.Expressions;
using Streaming.Events.Time;
using Streaming.Features.Exact;

namespace Streaming.Features.Windows;

/// <summary>
/// Running aggregates of one log's windows for one key. Everything in here is exact, and what was added can be taken out, so
/// the state depends only on what is inside.
/// </summary>
readonly struct Accumulators(int words, int objects)
{
    readonly ulong[] _words = new ulong[words];
    readonly object?[] _objects = objects == 0 ? [] : new object?[objects];

    /// <summary>Numbers of the first entry in a window and of the one after its last.</summary>
    public Span<long> Pointers(WindowPlan window) => MemoryMarshal.Cast<ulong, long>(_words.AsSpan(window.Word, WindowPlan.PointerWords));

    public int Bytes => (_words.Length + _objects.Length) * sizeof(ulong);

    /// <summary>Number of rows in a window whose entries stand for several.</summary>
    public ref ulong Rows(WindowPlan window) => ref _words[window.RowsWord];

    public void Add(AccumulatorPlan plan, Span<long> entry)
    {
        if (plan.Group is { } group)
        {
            ApplyGroup(plan, group, entry, remove: false);
            return;
        }
        if (plan.Column.Kind == ValueKind.Identity)
        {
            var (low, high) = Identity(plan, entry);
            if ((low | high) != 0)
                Get<DistinctValues>(plan.Distinct).Add(low, high);
            return;
        }
        AddValue(plan, new Timestamp(entry[0]), entry[1..]);
    }

    /// <summary>Adds one row's value.</summary>
    /// <param name="plan">Of the value.</param>
    /// <param name="time">Of the row's entry.</param>
    /// <param name="values">The row's values.</param>
    public void AddValue(AccumulatorPlan plan, Timestamp time, ReadOnlySpan<long> values)
    {
        if (plan.Column.Kind == ValueKind.Integer)
        {
            var integer = plan.Column.Integer(values);
            if (integer != CompiledExpression.NullInteger)
                Enter(plan, time, new IntegerTerm(integer));
            return;
        }

        var value = plan.Column.Number(values);
        if (!double.IsNaN(value))
            Enter(plan, time, new DoubleTerm(value));
    }

    /// <summary>Takes out an entry that is inside. Extremes are told by <see cref="Evict"/>.</summary>
    public void Remove(AccumulatorPlan plan, Span<long> entry)
    {
        if (plan.Group is { } group)
        {
            ApplyGroup(plan, group, entry, remove: true);
            return;
        }
        if (plan.Column.Kind == ValueKind.Identity)
        {
            var (low, high) = Identity(plan, entry);
            if ((low | high) != 0)
                Get<DistinctValues>(plan.Distinct).Remove(low, high);
            return;
        }
        if (plan.Column.Kind == ValueKind.Integer)
        {
            var integer = plan.Column.Integer(entry[1..]);
            if (integer != CompiledExpression.NullInteger)
                Apply(plan, new IntegerTerm(integer), remove: true);
            return;
        }

        var value = plan.Column.Number(entry[1..]);
        if (!double.IsNaN(value))
            Apply(plan, new DoubleTerm(value), remove: true);
    }

    /// <summary>The window now begins after <paramref name="low"/>.</summary>
    public void Evict(AccumulatorPlan plan, Timestamp low)
    {
        if (plan.Minimum)
            Get<Extremes>(plan.Lowest).Evict(low);
        if (plan.Maximum)
            Get<Extremes>(plan.Highest).Evict(low);
    }

    /// <summary>Number of values inside that are not null.</summary>
    public long Count(AccumulatorPlan plan) => (long)_words[plan.Word];

    public double Sum(AccumulatorPlan plan) => ExactSum.Round(SumWords(plan), WideSum(plan));

    public double Deviation(AccumulatorPlan plan) =>
        ExactSquares.Deviation(Count(plan), SumWords(plan), WideSum(plan), SquaresWords(plan), (ulong[]?)_objects[plan.WideSquares]);

    public double Minimum(AccumulatorPlan plan) => Get<Extremes>(plan.Lowest).Value;

    public double Maximum(AccumulatorPlan plan) => -Get<Extremes>(plan.Highest).Value;

    public int Distinct(AccumulatorPlan plan) => Get<DistinctValues>(plan.Distinct).Count;

    public void Clear()
    {
        _words.AsSpan().Clear();
        foreach (var item in _objects)
        {
            switch (item)
            {
                case ulong[] wide:
                    wide.AsSpan().Clear();
                    break;
                case Extremes extremes:
                    extremes.Clear();
                    break;
                case DistinctValues distinct:
                    distinct.Clear();
                    break;
                default:
                    break;
            }
        }
    }

    static (ulong Low, ulong High) Identity(AccumulatorPlan plan, ReadOnlySpan<long> entry) =>
        ((ulong)entry[1 + plan.Column.Position], (ulong)entry[2 + plan.Column.Position]);

    void ApplyGroup(AccumulatorPlan plan, PaneGroup group, Span<long> entry, bool remove)
    {
        var count = group.Count(entry);
        if (count == 0)
            return;
        if (PaneGroup.IsAlone(entry))
        {
            if (plan.Column.Kind == ValueKind.Integer)
                Apply(plan, new IntegerTerm(group.AloneInteger(entry)), remove);
            else
                Apply(plan, new DoubleTerm(group.Lowest(entry)), remove);
        }
        else
        {
            _words[plan.Word] += (ulong)(remove ? -count : count);
            if (plan.Sum)
                FixedPoint.AddOrSubtract(SumWords(plan), group.SumOf(entry), remove);
            if (plan.Squares)
                FixedPoint.AddOrSubtract(SquaresWords(plan), group.SquaresOf(entry), remove);
        }
        if (!remove)
            AddExtremes(plan, new Timestamp(entry[0]), group.Lowest(entry), group.Highest(entry));
    }

    void AddExtremes(AccumulatorPlan plan, Timestamp time, double lowest, double highest)
    {
        if (plan.Minimum)
            Get<Extremes>(plan.Lowest).Add(time, lowest);
        if (plan.Maximum)
            Get<Extremes>(plan.Highest).Add(time, -highest);
    }

    void Enter<TTerm>(AccumulatorPlan plan, Timestamp time, TTerm value)
        where TTerm : struct, IExactTerm
    {
        Apply(plan, value, remove: false);
        if (plan.Minimum || plan.Maximum)
            AddExtremes(plan, time, value.Nearest, value.Nearest);
    }

    void Apply<TTerm>(AccumulatorPlan plan, TTerm value, bool remove)
        where TTerm : struct, IExactTerm
    {
        _words[plan.Word] += remove ? ulong.MaxValue : 1;
        if (!plan.Sum)
            return;
        var wide = WideSum(plan);
        value.AddTo(SumWords(plan), ref wide, remove);
        if (plan.Squares)
            ApplySquare(plan, value, remove);
        if (wide is not null)
            _objects[plan.WideSum] = wide;
    }

    void ApplySquare<TTerm>(AccumulatorPlan plan, TTerm value, bool remove)
        where TTerm : struct, IExactTerm
    {
        var wide = (ulong[]?)_objects[plan.WideSquares];
        value.AddSquareTo(SquaresWords(plan), ref wide, remove);
        _objects[plan.WideSquares] = wide;
    }

    ulong[]? WideSum(AccumulatorPlan plan) => (ulong[]?)_objects[plan.WideSum];

    Span<ulong> SumWords(AccumulatorPlan plan) => _words.AsSpan(plan.SumWord, ExactSum.Words);

    Span<ulong> SquaresWords(AccumulatorPlan plan) => _words.AsSpan(plan.SquaresWord, ExactSquares.Words);

    T Get<T>(int index)
        where T : class, new() => (T)(_objects[index] ??= new T());
}
