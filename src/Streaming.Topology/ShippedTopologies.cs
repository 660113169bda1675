using System.Reflection;

namespace Streaming.Topology;

/// <summary>
/// The topologies that come with the program: embedded in it, so that its commands know them in any folder. One of the same name in
/// <c>./topology</c> goes first.
/// </summary>
static class ShippedTopologies
{
    /// <summary>Begins the paths of these files; no file of a disk is called like this on Windows, and on others nobody calls one
    /// so.</summary>
    const string Scheme = "shipped:";

    static readonly Assembly Holder = typeof(ShippedTopologies).Assembly;

    /// <summary>What a file of one of them is called, in faults too.</summary>
    /// <param name="name">The topology's.</param>
    /// <param name="fileName">Without folder.</param>
    public static string PathOf(string name, string fileName) => Path.Combine(Scheme + name, fileName);

    /// <summary>Whether a path is that of a file which comes with the program.</summary>
    public static bool Has(string path) => ResourceOf(path) is { } resource && Holder.GetManifestResourceInfo(resource) is not null;

    /// <returns>Null for the path of any other file.</returns>
    public static Stream? Open(string path) => ResourceOf(path) is { } resource ? Holder.GetManifestResourceStream(resource) : null;

    /// <summary>Names of those that have such a file, in order.</summary>
    public static IEnumerable<string> Names(string fileName) =>
        Holder
            .GetManifestResourceNames()
            .Where(r => r.StartsWith(Scheme, StringComparison.Ordinal) && r.EndsWith($"/{fileName}", StringComparison.Ordinal))
            .Select(r => r[Scheme.Length..^(fileName.Length + 1)])
            .Order(StringComparer.Ordinal);

    static string? ResourceOf(string path) =>
        path.StartsWith(Scheme, StringComparison.Ordinal) ? path.Replace(Path.DirectorySeparatorChar, '/') : null;
}
