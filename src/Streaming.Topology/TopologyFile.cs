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
            using var file = File.OpenRead(path);
            // One byte past the limit is enough to know that it is too large, whatever stands behind the path: a pipe or a
            // device does not tell its length.
            bytes = new byte[Yaml.YamlLimits.Bytes + 1];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be read: {e.Message}", e);
        }

        return parse(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <returns>Path of the file: the argument itself, the file in that folder, or that in <c>./topology/{argument}</c>.</returns>
    public static string Find(string pathOrName, string fileName)
    {
        if (File.Exists(pathOrName)) return pathOrName;
        string[] candidates = [Path.Combine(pathOrName, fileName), Path.Combine(Root, pathOrName, fileName)];
        if (Array.Find(candidates, File.Exists) is { } found) return found;
        var names = Names(fileName);
        var cure = names.Count > 0 ? $"Topologies in ./{Root}: {string.Join(", ", names)}." : $"There is no folder ./{Root} with topologies here; give the path of a file or folder.";
        throw new StreamingException($"there is no topology '{pathOrName}': neither a file, nor {candidates[0]}, nor {candidates[1]}. {cure}");
    }

    static List<string> Names(string fileName) => Directory.Exists(Root)
        ? [.. Directory.EnumerateDirectories(Root).Where(d => File.Exists(Path.Combine(d, fileName))).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)]
        : [];
}
