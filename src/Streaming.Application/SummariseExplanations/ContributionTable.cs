using Streaming.Drift.Distances;
using Streaming.Explanations;
using Streaming.Inference.Models;
using Streaming.Learning.Recorded;
using Streaming.Pipeline.Explaining;

namespace Streaming.Application.SummariseExplanations;

/// <summary>Contributions of every feature to every row drawn, along the paths of a version's trees.</summary>
sealed class ContributionTable
{
    /// <summary>Chance of calling something changed that is not, over all features.</summary>
    const double Chance = 0.001;

    readonly RowSample _rows;
    readonly double[] _values;

    ContributionTable(RowSample rows, double[] values, double @base) => (_rows, _values, Base) = (rows, values, @base);

    /// <summary>The margin of a row of which nothing is known.</summary>
    public double Base { get; }

    /// <param name="content">The version.</param>
    /// <param name="covers">How many training rows passed each node.</param>
    /// <param name="rows">In the order of the version's features.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ExplanationException">It has no trees, or no covers.</exception>
    public static ContributionTable Of(ModelContent content, ReadOnlyMemory<byte>? covers, RowSample rows, CancellationToken stop)
    {
        var trees = VersionTrees.Of(content, covers, rows.FeatureNames);
        var explainer = trees.AlongPaths();
        var values = new double[rows.Features.Length];
        explainer.Explain(rows.Features, values, Environment.ProcessorCount, stop);
        for (var i = 0; i < values.Length; i++)
            values[i] *= trees.Sign;
        return new ContributionTable(rows, values, trees.Sign * explainer.Base);
    }

    /// <summary>The contribution of a feature to a row.</summary>
    public double At(int row, int feature) => _values[row * _rows.FeatureNames.Count + feature];

    /// <summary>All contributions of a feature, and whether they have changed over time.</summary>
    public ContributionSummary Summary(int feature)
    {
        var all = Enumerable.Range(0, _rows.Count).Select(row => At(row, feature)).ToArray();
        var half = all.Length / 2;
        var (earlier, later) = (all[..half], all[half..]);
        var sizes = (Size(all), Size(earlier), Size(later));
        System.Array.Sort(earlier);
        System.Array.Sort(later);
        var distance = KolmogorovSmirnov.Distance(earlier, later);
        var chance = KolmogorovSmirnov.PValue(distance, earlier.Length, later.Length);
        return new ContributionSummary(sizes.Item1, sizes.Item2, sizes.Item3, distance, chance * _rows.FeatureNames.Count < Chance);
    }

    static double Size(double[] contributions) => contributions.Average(Math.Abs);
}
