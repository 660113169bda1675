using Streaming.Explanations.Shap.Kernel;
using Streaming.Explanations.Trees;
using Streaming.Topology;

namespace Streaming.Explanations.Shap;

/// <summary>
/// Exact SHAP values of a tree ensemble: how much each feature of a row moved the model's margin away from <see cref="Base"/>. They add up:
/// base + the values of a row = the row's margin. Prepared once, used from any number of threads.
/// </summary>
/// <remarks>
/// Two questions, two explainers. <see cref="Against"/>: what would the model have said had some features been those of a background row
/// (interventional; Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9)? <see cref="AlongPaths"/>: what does the model say on average of
/// the training rows that go the same ways (path-dependent; Lundberg et al., arXiv:1802.03888)? Values are in units of the margin, which
/// for a classifier are log-odds. Same model, same background or covers, same row: the same bits, whatever else is explained beside it, on
/// however many threads.
/// </remarks>
public sealed class TreeExplainer
{
    readonly ShapKernel _kernel;
    readonly IReadOnlyList<IReadOnlyList<Leaf>> _leaves;

    TreeExplainer(TreeEnsemble ensemble, IReadOnlyList<IReadOnlyList<Leaf>> leaves)
    {
        Ensemble = ensemble;
        _leaves = leaves;
        Base = ensemble.Bias + leaves.Sum(tree => tree.Sum(leaf => leaf.Game.Base));
        _kernel = KernelBuilder.Build(ensemble, leaves);
    }

    /// <summary>The model.</summary>
    public TreeEnsemble Ensemble { get; }

    /// <summary>The margin of a row of which nothing is known: the mean over the background, or over the training rows.</summary>
    public double Base { get; }

    /// <summary>Bytes of the tables that were prepared.</summary>
    public long TableBytes => _kernel.TableBytes;

    internal ShapKernel Kernel => _kernel;

    /// <summary>Explains against a background set: interventional SHAP values.</summary>
    /// <param name="ensemble">The model.</param>
    /// <param name="background">Row-major, at least one row of as many values as the model has features; NaN is missing.</param>
    /// <exception cref="ExplanationException">The background is empty.</exception>
    /// <exception cref="ArgumentException">It ends within a row.</exception>
    public static TreeExplainer Against(TreeEnsemble ensemble, ReadOnlySpan<float> background)
    {
        if (RowCheck.Count(background, ensemble.FeatureCount) == 0)
        {
            throw new ExplanationException(
                "The background set has no rows: give it rows that a decision is compared with, such as some of the training rows."
            );
        }

        var leaves = new IReadOnlyList<Leaf>[ensemble.Trees.Count];
        for (var t = 0; t < leaves.Length; t++)
            leaves[t] = BackgroundPatterns.Games(LeafPath.Of(ensemble.Trees[t], covers: null), background, ensemble.FeatureCount);
        return new TreeExplainer(ensemble, leaves);
    }

    /// <summary>Explains by the covers of the model's nodes: path-dependent SHAP values, as LightGBM's and XGBoost's own.</summary>
    /// <exception cref="ExplanationException">The model has no covers.</exception>
    public static TreeExplainer AlongPaths(TreeEnsemble ensemble)
    {
        var covers = ensemble.Covers
            ?? throw new ExplanationException(
                "The model's covers are not known (how many training rows passed each node), and path-dependent SHAP values need them. "
                    + "Give the rows that it was trained on, with the method path, or rows to compare with."
            )
            {
                Cure = Cure.NameBackground,
            };
        return new TreeExplainer(
            ensemble,
            [
                .. ensemble.Trees.Zip(covers, (tree, own) =>
                    LeafPath.Of(tree, own).Select(path => new Leaf(path, new PathGame(path))).ToList()
                ),
            ]
        );
    }

    /// <summary>The SHAP values of rows. Nothing is allocated for a row.</summary>
    /// <param name="rows">Row-major, any number of rows of as many values as the model has features; NaN is missing.</param>
    /// <param name="values">Receives as many values as <paramref name="rows"/> has, one a feature of a row; may be longer.</param>
    /// <exception cref="ArgumentException">The rows end within a row, or the values have no room.</exception>
    public void Explain(ReadOnlySpan<float> rows, Span<double> values)
    {
        CheckRoom(RowCheck.Count(rows, Ensemble.FeatureCount), Ensemble.FeatureCount, values.Length);
        _kernel.Explain(rows, values);
    }

    /// <summary>The same on several threads; the same bits.</summary>
    /// <param name="rows">As above.</param>
    /// <param name="values">As above.</param>
    /// <param name="parallelism">Threads, at least 1.</param>
    /// <param name="stop">Gives up.</param>
    public void Explain(ReadOnlyMemory<float> rows, Memory<double> values, int parallelism, CancellationToken stop = default)
    {
        const int part = 1024;
        var width = Ensemble.FeatureCount;
        var count = RowCheck.Count(rows.Span, width);
        CheckRoom(count, width, values.Length);
        Parallel.For(
            0,
            (count + part - 1) / part,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = stop },
            p =>
            {
                var own = Math.Min(part, count - (p * part)) * width;
                _kernel.Explain(rows.Span.Slice(p * part * width, own), values.Span.Slice(p * part * width, own));
            }
        );
    }

    /// <summary>
    /// The SHAP interaction values of rows: how much of a row's margin two features made together. A row's matrix is symmetric; a line of
    /// it adds up to the feature's SHAP value, so that the diagonal holds what the feature does by itself. Many times slower than values.
    /// </summary>
    /// <param name="rows">As above.</param>
    /// <param name="values">Receives features x features values a row, row-major; may be longer.</param>
    /// <exception cref="ArgumentException">The rows end within a row, or the values have no room.</exception>
    public void ExplainInteractions(ReadOnlySpan<float> rows, Span<double> values)
    {
        var width = Ensemble.FeatureCount;
        var count = RowCheck.Count(rows, width);
        CheckRoom(count, width * width, values.Length);
        var own = new double[width];
        var pairs = new double[LeafPath.MostFeatures * LeafPath.MostFeatures];
        for (var row = 0; row < count; row++)
        {
            var of = rows.Slice(row * width, width);
            _kernel.Explain(of, own);
            Interactions(of, own, pairs, values.Slice(row * width * width, width * width));
        }
    }

    void Interactions(ReadOnlySpan<float> row, ReadOnlySpan<double> values, Span<double> pairs, Span<double> matrix)
    {
        var width = row.Length;
        matrix.Clear();
        foreach (var leaf in _leaves.SelectMany(tree => tree))
        {
            var features = leaf.Path.Features;
            leaf.Game.Interactions(leaf.Path.PatternOf(row), pairs);
            for (var i = 0; i < features.Length; i++)
            {
                for (var j = 0; j < features.Length; j++)
                    matrix[(features[i] * width) + features[j]] += pairs[(i * features.Length) + j];
            }
        }

        for (var i = 0; i < width; i++)
        {
            var line = matrix.Slice(i * width, width);
            var others = 0.0;
            foreach (var value in line)
                others += value;
            line[i] = values[i] - others;
        }
    }

    static void CheckRoom(int rows, int each, int room)
    {
        if (room < (long)rows * each)
            throw new ArgumentException($"No room for {rows} x {each} values in {room}.");
    }
}
