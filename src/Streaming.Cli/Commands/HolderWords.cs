namespace Streaming.Cli.Commands;

/// <summary>What is said of whoever holds a key, has tokens or signs in.</summary>
static class HolderWords
{
    /// <summary>Where their roles hold.</summary>
    public static string Where(IReadOnlyList<string>? topologies) => topologies is null ? "all topologies" : string.Join(", ", topologies);
}
