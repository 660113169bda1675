namespace Streaming.TestDriver;

/// <summary>How a test of a topology file went.</summary>
/// <param name="Name">Of the test.</param>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Failures">What is not as the test says, a sentence each; empty where all is.</param>
public sealed record TestResult(string Name, int Line, IReadOnlyList<string> Failures)
{
    /// <summary>All is as the test says.</summary>
    public bool Passed => Failures.Count == 0;
}
