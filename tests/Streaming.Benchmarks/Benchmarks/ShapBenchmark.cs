using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Workloads;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Tests.LightGbm;
using Streaming.Explanations.Trees;
using Streaming.Learning.Data;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// Exact SHAP values beside LightGBM's own (predict contrib), of the same trees on the same rows: each on one thread, in turn, in one
/// process, the best pass of each.
/// </summary>
sealed class ShapBenchmark : IBenchmark
{
    const int DefaultRows = 150_000;
    const int Trees = 100;
    const int Passes = 5;
    const int TheirRows = 1000;
    const int BackgroundRows = 100;
    const int InteractionRows = 50;

    static readonly (string Name, string Parameters)[] Shapes =
    [
        ("31 leaves", "num_leaves=31"),
        ("depth 6", "num_leaves=64 max_depth=6 min_data_in_leaf=5"),
    ];

    public string Name => "shap";

    public Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var rows = options.Rows ?? DefaultRows;
        var report = new Report(Name, $"exact SHAP values of {Trees} trees, one thread, best of {Passes} passes taken in turn");
        var rates = new Grid(
            "rows/s",
            [
                "model",
                "along paths",
                "against 100 rows",
                "LightGBM's own",
                "ratio",
                "interactions",
                "one row alone, µs",
                "greatest difference",
            ]
        );
        var sizes = new Grid(
            "what it takes",
            [
                "model",
                "features",
                "leaves",
                "most features on a way",
                "look-ups a row",
                "comparisons a row",
                "tables, KiB",
                "prepared along paths, ms",
                "against 100 rows, ms",
            ]
        );
        foreach (var name in (string[])[Workload.Stateless, Workload.CardFraud])
        {
            var source =
                name == Workload.Stateless ? new EventSource(EventKind.Numeric, rows) : EventSource.OfTransactions(options.File, rows);
            var set = ModelMaker.Sample(Workload.Of(name), source);
            foreach (var (shape, parameters) in Shapes)
            {
                stop.ThrowIfCancellationRequested();
                note($"{name}, {shape}");
                Measure($"{name}, {shape}", set, parameters, rates, sizes);
            }
        }

        report.Grids.AddRange([rates, sizes]);
        report.Notes.Add(
            "The ratio is that of values along paths, which LightGBM computes too. Differences are absolute, in units of the "
                + "margin. Interactions are computed without tables."
        );
        return Task.FromResult(report);
    }

    static void Measure(string name, TrainingSet set, string parameters, Grid rates, Grid sizes)
    {
        var width = set.FeatureNames.Count;
        var labels = Array.ConvertAll(set.Labels, label => label ? 1f : 0f);
        using var theirs = NativeBooster.Train(set.Features, width, labels, Trees, $"objective=binary learning_rate=0.05 {parameters}");
        var ensemble = LightGbmText.Read(theirs.Text(), width);
        var (paths, pathsTime) = Timed(() => TreeExplainer.AlongPaths(ensemble));
        var (background, backgroundTime) = Timed(() => TreeExplainer.Against(ensemble, set.Features.AsSpan(0, BackgroundRows * width)));

        float[] some = set.Features[..(Math.Min(TheirRows, set.Count) * width)];
        var (values, expected) = (new double[set.Features.Length], Array.Empty<double>());
        var (own, against, their) = (TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var pass = 0; pass < Passes; pass++)
        {
            (expected, var time) = Timed(() => theirs.Shap(some, width));
            their = Least(their, time);
            against = Least(against, Timed(() => background.Explain(set.Features, values)));
            own = Least(own, Timed(() => paths.Explain(set.Features, values)));
        }

        var (ours, lightGbm) = (set.Count / own.TotalSeconds, some.Length / width / their.TotalSeconds);
        rates.Add(
            name,
            ours,
            set.Count / against.TotalSeconds,
            lightGbm,
            ours / lightGbm,
            Interactions(paths, some.AsSpan(0, InteractionRows * width)),
            OneRow(paths, some).TotalMicroseconds,
            $"{Difference(values, expected, width):E1}"
        );
        sizes.Add(
            name,
            width,
            ensemble.Trees.Sum(t => t.Leaves.Count),
            ensemble.Trees.Zip(ensemble.Covers!).Max(t => LeafPath.Of(t.First, t.Second).Max(p => p.Features.Length)),
            paths.Kernel.Tables,
            paths.Kernel.Steps,
            paths.TableBytes >> 10,
            pathsTime.TotalMilliseconds,
            backgroundTime.TotalMilliseconds
        );
    }

    static double Interactions(TreeExplainer explainer, ReadOnlySpan<float> rows)
    {
        var width = explainer.Ensemble.FeatureCount;
        var values = new double[rows.Length * width];
        explainer.ExplainInteractions(rows, values);
        var start = Stopwatch.GetTimestamp();
        explainer.ExplainInteractions(rows, values);
        return rows.Length / width / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A call for each row, the tables no longer where the last row left them.</summary>
    static TimeSpan OneRow(TreeExplainer explainer, float[] rows)
    {
        var width = explainer.Ensemble.FeatureCount;
        var values = new double[width];
        return Timed(() =>
            {
                for (var at = 0; at < rows.Length; at += width)
                    explainer.Explain(rows.AsSpan(at, width), values);
            }) / (rows.Length / width);
    }

    static double Difference(double[] values, double[] expected, int width)
    {
        var most = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var (row, feature) = (i / (width + 1), i % (width + 1));
            if (feature < width)
                most = Math.Max(most, Math.Abs(expected[i] - values[(row * width) + feature]));
        }

        return most;
    }

    static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    static TimeSpan Timed(Action work) =>
        Timed(() =>
        {
            work();
            return true;
        }).Time;

    static (T Result, TimeSpan Time) Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        return (result, Stopwatch.GetElapsedTime(start));
    }
}
