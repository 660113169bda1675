using Streaming.TestDriver;

namespace Streaming.Application.TestTopology;

/// <summary>How the tests of a topology file went.</summary>
/// <param name="File">The file.</param>
/// <param name="Passed">Every test did.</param>
/// <param name="Tests">In the order of the file.</param>
public sealed record TestedTopology(string Topology, string File, bool Passed, IReadOnlyList<RunTest> Tests)
{
    internal static TestedTopology Of(string topology, string file, IReadOnlyList<TestResult> results) =>
        new(topology, file, results.All(r => r.Passed), [.. results.Select(r => new RunTest(r.Name, r.Line, r.Passed, r.Failures))]);
}

/// <summary>One test.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Failures">What is not as the test says, a sentence each.</param>
public sealed record RunTest(string Name, int Line, bool Passed, IReadOnlyList<string> Failures);
