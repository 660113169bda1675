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
        new ExplainBenchmark(),
        new ShadowBenchmark(),
        new RestartBenchmark(),
        new ReplayBenchmark(),
        new LearningBenchmark(),
        new TrainingBenchmark(),
        new ShapBenchmark(),
        new GatewayBenchmark(),
        new InferBenchmark(),
        new SubscribersBenchmark(),
        new KafkaBenchmark(),
    ];

    public static IBenchmark? Find(string name) => All.FirstOrDefault(b => b.Name == name);
}
