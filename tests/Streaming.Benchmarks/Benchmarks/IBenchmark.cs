using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>Something that can be measured by name.</summary>
interface IBenchmark
{
    string Name { get; }

    /// <param name="options">How much.</param>
    /// <param name="note">Told in a few words what goes on.</param>
    /// <param name="stop">Gives up.</param>
    Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop);
}
