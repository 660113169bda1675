using System.Runtime.CompilerServices;

namespace Streaming.Topology.Tests;

/// <summary>Files of the checkout the tests were built from.</summary>
static class RepositoryFiles
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Topology(string name) => Path.Combine(Root, "topology", name);

    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
