using Streaming.Benchmarks.Benchmarks;

namespace Streaming.Benchmarks.CommandLine;

/// <summary>The benchmarks there are, in the order in which they run.</summary>
static class BenchmarkList
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new CardFraudBenchmark(),
        new StatelessBenchmark(),
        new BareBenchmark(),
        new LatencyBenchmark(),
        new StepsBenchmark(),
        new ChallengersBenchmark(),
        new RestartBenchmark(),
        new ReplayBenchmark(),
        new ShapBenchmark(),
    ];

    public static IBenchmark? Find(string name) => All.FirstOrDefault(b => b.Name == name);
}
