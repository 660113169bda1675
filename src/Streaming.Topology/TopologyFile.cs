namespace Streaming.Topology;

/// <summary>Finds the files of a topology.</summary>
static class TopologyFile
{
    const string Root = "topology";

    internal delegate T Parse<out T>(ReadOnlySpan<byte> bytes, string file, string? folder);

    public static T Read<T>(string path, Parse<T> parse)
    {
        byte[] bytes;
        try
        {
            using var file = TopologyLoader.Open(path);
            // One byte past the limit is enough to know that it is too large, whatever stands behind the path: a pipe or a
            // device does not tell its length.
            bytes = new byte[Yaml.YamlLimits.Bytes + 1];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be read: {e.Message}", e);
        }

        return parse(
            bytes,
            path,
            ShippedTopologies.Has(path) ? Path.GetDirectoryName(path) : Path.GetDirectoryName(Path.GetFullPath(path))
        );
    }

    /// <summary>Whether there is such a file, on the disk or in this program.</summary>
    public static bool Exists(string path) => ShippedTopologies.Has(path) || File.Exists(path);

    /// <returns>
    /// Path of the file: the argument itself (it may be that of one which comes with the program), the file in that folder, that in
    /// <c>./topology/{argument}</c>, or the one of this name that comes with the program.
    /// </returns>
    public static string Find(string pathOrName, string fileName)
    {
        if (Exists(pathOrName))
            return pathOrName;
        string[] candidates =
        [
            Path.Combine(pathOrName, fileName),
            Path.Combine(Root, pathOrName, fileName),
            ShippedTopologies.PathOf(pathOrName, fileName),
        ];
        if (Array.Find(candidates, Exists) is { } found)
            return found;
        var names = Names(fileName);
        var here =
            names.Count > 0
                ? $"Topologies in ./{Root}: {string.Join(", ", names)}."
                : $"There is no folder ./{Root} with topologies here; give the path of a file or folder.";
        var shipped = string.Join(", ", ShippedTopologies.Names(fileName));
        throw new StreamingException(
            $"there is no topology '{pathOrName}': neither a file, nor {candidates[0]}, nor {candidates[1]}. {here} Shipped with the "
                + $"program: {shipped}."
        )
        {
            Kind = FailureKind.Missing,
        };
    }

    /// <summary>Names that are found in <c>./topology</c> or come with the program, in order.</summary>
    public static IReadOnlyList<string> AllNames(string fileName) =>
        [.. Names(fileName).Union(ShippedTopologies.Names(fileName), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static List<string> Names(string fileName) =>
        Directory.Exists(Root)
            ?
            [
                .. Directory
                    .EnumerateDirectories(Root)
                    .Where(d => File.Exists(Path.Combine(d, fileName)))
                    .Select(d => Path.GetFileName(d))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
}
