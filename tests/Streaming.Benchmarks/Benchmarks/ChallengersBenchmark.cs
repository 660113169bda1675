using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Steps;
using Streaming.Benchmarks.Workloads;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Stages;
using Streaming.TestDriver;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// What models that are tried beside the one in use cost: the same events through the same stages, in turn with and without them. Transport
/// and storage are left out, so that the share of the whole pipeline is smaller.
/// </summary>
sealed class ChallengersBenchmark : IBenchmark
{
    const int DefaultRows = 100_000;
    const int Rounds = 5;

    public string Name => "challengers";

    public Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var rows = options.Rows ?? DefaultRows;
        var report = new Report(Name, $"stages on {rows:N0} events, one thread, median of {Rounds} rounds in turn");
        foreach (var name in (string[])[Workload.CardFraud, Workload.Stateless])
        {
            note($"{name}: with and without challengers");
            var source =
                name == Workload.Stateless ? new EventSource(EventKind.Numeric, rows) : EventSource.OfTransactions(options.File, rows);
            report.Grids.Add(Measure(name, source, stop));
        }

        return Task.FromResult(report);
    }

    static Grid Measure(string name, EventSource source, CancellationToken stop)
    {
        var workload = Workload.Of(name);
        var plan = workload.Compile();
        var pieces = RawLog.Read(plan.Topology, source);
        var content = ModelMaker.Make(workload, source);
        using var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var champion = new ServedModel(new ModelVersion(name, 1, content.Hash), onnx);
        var other = new ServedModel(new ModelVersion(name, 2, content.Hash), onnx);
        (string What, ServedLineup Lineup, List<double> Times)[] cases =
        [
            ("the champion alone", new ServedLineup(champion), []),
            ("with a shadow", new ServedLineup(champion, new Challenger(other)), []),
            ("with a canary of 10 %", new ServedLineup(champion, new Challenger(other, 0.1)), []),
        ];
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (_, lineup, times) in cases)
            {
                stop.ThrowIfCancellationRequested();
                var start = Stopwatch.GetTimestamp();
                RawLog.Run(plan, lineup, pieces, new Unwatched());
                // The first round compiles.
                if (round >= 0)
                    times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / source.Rows);
            }
        }

        var grid = new Grid(name, ["", "ns an event", "of the champion alone"]);
        var alone = Median(cases[0].Times);
        foreach (var (what, _, times) in cases)
            grid.Add(what, Median(times), Median(times) / alone);
        return grid;
    }

    sealed class Unwatched : StageRun
    {
        public override void Recorded(StageProcessor stage, StageStep step) { }
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
