using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Steps;
using Streaming.Benchmarks.Workloads;
using Streaming.Explanations.Onnx;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Explaining;
using Streaming.Pipeline.Stages;
using Streaming.TestDriver;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// What it costs to record every decision with its explanation: the same events through the same stages, in turn with and without. Values,
/// columns, compression and predictions are in it; transport and storage are not.
/// </summary>
sealed class ExplainBenchmark : IBenchmark
{
    const int DefaultRows = 100_000;
    const int Rounds = 5;

    public string Name => "explain";

    public Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var rows = options.Rows ?? DefaultRows;
        var report = new Report(Name, $"stages on {rows:N0} events, one thread, median of {Rounds} rounds in turn");
        foreach (var name in (string[])[Workload.CardFraud, Workload.Stateless])
        {
            note($"{name}: with and without explanations");
            var source =
                name == Workload.Stateless ? new EventSource(EventKind.Numeric, rows) : EventSource.OfTransactions(options.File, rows);
            report.Grids.Add(Measure(name, source, stop));
        }

        return Task.FromResult(report);
    }

    static Grid Measure(string name, EventSource source, CancellationToken stop)
    {
        var workload = Workload.Of(name);
        var plain = workload.Compile();
        var pieces = RawLog.Read(plain.Topology, source);
        var content = ModelMaker.Make(workload, source);
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        string[] features = [.. plain.Topology.Features.Select(f => f.Name)];
        var covers = OnnxTrees.Read(content.Bytes.Span).WithCoversOf(ModelMaker.Sample(workload, source).Features).Covers!;
        var explainer = new ScoreExplainer(VersionTrees.Of(content, TreeCovers.ToBytes(covers), features), features);
        var model = new ServedModel(new ModelVersion(name, 1, content.Hash), onnx, explainer);
        (string What, PipelinePlan Plan, List<double> Times, Sizes Sizes)[] cases =
        [
            ("without", plain, [], new Sizes()),
            ("every decision", Explained(plain, "every"), [], new Sizes()),
            ("a sample of 1 %", Explained(plain, "sample 1%"), [], new Sizes()),
        ];
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (_, plan, times, sizes) in cases)
            {
                stop.ThrowIfCancellationRequested();
                sizes.Clear();
                var start = Stopwatch.GetTimestamp();
                RawLog.Run(plan, ServedLineup.Of(model), pieces, sizes);
                // The first round compiles.
                if (round >= 0)
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / source.Rows);
            }
        }

        var grid = new Grid(name, ["explained", "µs an event", "µs more", "bytes of lineage an event", "bytes of predictions an event"]);
        var without = Median(cases[0].Times);
        foreach (var (what, _, times, sizes) in cases)
        {
            grid.Add(
                what,
                Median(times),
                Median(times) - without,
                (double)sizes.Lineage / source.Rows,
                (double)sizes.Predictions / source.Rows
            );
        }

        return grid;
    }

    static PipelinePlan Explained(PipelinePlan plan, string when) =>
        PlanCompiler.Compile(TopologyLoader.Parse($"{plan.Topology.Text.TrimEnd().TrimEnd('.')}\nexplain: {when}\n"));

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>What the stages record and emit.</summary>
    sealed class Sizes : StageRun
    {
        public long Lineage { get; private set; }

        public long Predictions { get; private set; }

        public void Clear() => (Lineage, Predictions) = (0, 0);

        public override void Recorded(StageProcessor stage, StageStep step)
        {
            Lineage += step.Lineage.Size;
            if (stage.Parts.Stage.Final)
                Predictions += step.Outputs.Sum(o => o.Message.Value?.Length ?? 0);
        }
    }
}
