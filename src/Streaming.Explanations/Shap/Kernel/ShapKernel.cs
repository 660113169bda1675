using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Shap.Kernel;

/// <summary>
/// SHAP values by look-up. Rows go through a tree in blocks: for each table of the tree all rows' indices, then for each row the sum of its
/// entries. A row's values are summed in one order, tree by tree and table by table, whatever it is beside and whatever the processor.
/// </summary>
sealed unsafe class ShapKernel(int featureCount, KernelTree[] trees, AlignedDoubles tables)
{
    /// <summary>Rows whose indices are computed together.</summary>
    internal const int Block = 64;

    /// <summary>Rows that go through a tree before the next one's tables are fetched.</summary>
    const int MostRows = 2048;

    readonly ConcurrentBag<KernelMemory> _memory = [];
    readonly int _mostGroups = trees.Max(t => t.Groups.Length);

    /// <summary>Bytes that the tables take.</summary>
    internal long TableBytes => (long)tables.Count * sizeof(double);

    /// <summary>Look-ups a row.</summary>
    internal int Tables => trees.Sum(t => t.Groups.Length);

    /// <summary>Comparisons a row, done for several rows at once.</summary>
    internal int Steps => trees.Sum(t => t.Groups.Sum(g => g.Steps.Length));

    /// <summary>Leaves that no table was made for.</summary>
    internal int WideLeaves => trees.Sum(t => t.Wide.Length);

    internal void Explain(ReadOnlySpan<float> rows, Span<double> values)
    {
        var memory = _memory.TryTake(out var idle) ? idle : new KernelMemory(featureCount, _mostGroups, MostRows);
        var count = RowCheck.Count(rows, featureCount);
        for (var from = 0; from < count; from += memory.Rows)
        {
            var part = Math.Min(memory.Rows, count - from);
            Explain(memory, rows.Slice(from * featureCount, part * featureCount), part, values[(from * featureCount)..]);
        }

        _memory.Add(memory);
    }

    void Explain(KernelMemory memory, ReadOnlySpan<float> rows, int count, Span<double> values)
    {
        memory.Load(rows, count);
        foreach (var tree in trees)
        {
            for (var from = 0; from < count; from += Block)
            {
                var part = Math.Min(Block, count - from);
                Indices(tree, memory.ColumnsOf(from), memory.Indices, part, memory.AnyMissing);
                AddEntries(tree, memory, from, part);
            }

            if (tree.Wide.Length > 0)
                AddWide(tree, memory, rows, count);
        }

        memory.Store(values, count);
        GC.KeepAlive(tables);
    }

    static void Indices(KernelTree tree, float* columns, int* indices, int count, bool anyMissing)
    {
        foreach (var group in tree.Groups)
        {
            if (Vector512.IsHardwareAccelerated)
                Indices512(group, columns, indices, count, anyMissing);
            else
                Indices256(group, columns, indices, count, anyMissing);
            indices += Block;
        }
    }

    static void Indices512(KernelGroup group, float* columns, int* indices, int count, bool anyMissing)
    {
        for (var row = 0; row < count; row += 2 * Vector512<int>.Count)
        {
            var (one, two) = (Vector512<int>.Zero, Vector512<int>.Zero);
            foreach (ref readonly var step in group.Steps.AsSpan())
            {
                var column = columns + (step.Feature * Block) + row;
                var (cut, add) = (Vector512.Create(step.Cut), Vector512.Create(step.Step));
                one += Vector512.GreaterThan(Vector512.LoadAligned(column), cut).AsInt32() & add;
                two += Vector512.GreaterThan(Vector512.LoadAligned(column + Vector512<int>.Count), cut).AsInt32() & add;
            }

            if (anyMissing)
            {
                foreach (ref readonly var step in group.MissingSteps.AsSpan())
                {
                    var column = columns + (step.Feature * Block) + row;
                    var add = Vector512.Create(step.Step);
                    one += Vector512.IsNaN(Vector512.LoadAligned(column)).AsInt32() & add;
                    two += Vector512.IsNaN(Vector512.LoadAligned(column + Vector512<int>.Count)).AsInt32() & add;
                }
            }

            one.StoreAligned(indices + row);
            two.StoreAligned(indices + row + Vector512<int>.Count);
        }
    }

    static void Indices256(KernelGroup group, float* columns, int* indices, int count, bool anyMissing)
    {
        for (var row = 0; row < count; row += 2 * Vector256<int>.Count)
        {
            var (one, two) = (Vector256<int>.Zero, Vector256<int>.Zero);
            foreach (ref readonly var step in group.Steps.AsSpan())
            {
                var column = columns + (step.Feature * Block) + row;
                var (cut, add) = (Vector256.Create(step.Cut), Vector256.Create(step.Step));
                one += Vector256.GreaterThan(Vector256.LoadAligned(column), cut).AsInt32() & add;
                two += Vector256.GreaterThan(Vector256.LoadAligned(column + Vector256<int>.Count), cut).AsInt32() & add;
            }

            if (anyMissing)
            {
                foreach (ref readonly var step in group.MissingSteps.AsSpan())
                {
                    var column = columns + (step.Feature * Block) + row;
                    var add = Vector256.Create(step.Step);
                    one += Vector256.IsNaN(Vector256.LoadAligned(column)).AsInt32() & add;
                    two += Vector256.IsNaN(Vector256.LoadAligned(column + Vector256<int>.Count)).AsInt32() & add;
                }
            }

            one.StoreAligned(indices + row);
            two.StoreAligned(indices + row + Vector256<int>.Count);
        }
    }

    void AddEntries(KernelTree tree, KernelMemory memory, int from, int count)
    {
        for (var row = 0; row < count; row++)
        {
            var sums = memory.SumsOf(from + row);
            for (var at = 0; at < tree.Width; at += 16)
            {
                if (tree.Width - at >= 16)
                {
                    var (one, two) = (Vector512<double>.Zero, Vector512<double>.Zero);
                    var index = memory.Indices + row;
                    foreach (var group in tree.Groups)
                    {
                        var entry = tables.Start + group.Table + *index + at;
                        one += Vector512.LoadAligned(entry);
                        two += Vector512.LoadAligned(entry + 8);
                        index += Block;
                    }

                    Give(tree, sums, at, one);
                    Give(tree, sums, at + 8, two);
                }
                else
                {
                    var one = Vector512<double>.Zero;
                    var index = memory.Indices + row;
                    foreach (var group in tree.Groups)
                    {
                        one += Vector512.LoadAligned(tables.Start + group.Table + *index + at);
                        index += Block;
                    }

                    Give(tree, sums, at, one);
                }
            }
        }
    }

    static void Give(KernelTree tree, double* sums, int at, Vector512<double> values)
    {
        if (tree.Features is null)
        {
            (Vector512.LoadAligned(sums + at) + values).StoreAligned(sums + at);
            return;
        }

        for (var i = 0; i < 8 && at + i < tree.Features.Length; i++)
            sums[tree.Features[at + i]] += values[i];
    }

    void AddWide(KernelTree tree, KernelMemory memory, ReadOnlySpan<float> rows, int count)
    {
        Span<double> values = stackalloc double[LeafPath.MostFeatures];
        for (var row = 0; row < count; row++)
        {
            var sums = memory.SumsOf(row);
            var own = rows.Slice(row * featureCount, featureCount);
            foreach (var leaf in tree.Wide)
            {
                var features = leaf.Path.Features;
                leaf.Game.Values(leaf.Path.PatternOf(own), values);
                for (var i = 0; i < features.Length; i++)
                    sums[features[i]] += values[i];
            }
        }
    }
}
