namespace Streaming.Topology.Tests.Schema;

/// <summary>
/// A file that is written from the declaration of keys. Run its test once with the environment variable
/// STREAMING_WRITE_GENERATED=1 to write it anew.
/// </summary>
static class GeneratedFile
{
    /// <param name="path">From the repository's root.</param>
    /// <param name="write">The text that should be there; it is given the one that is, or nothing.</param>
    public static void UpToDate(string path, Func<string, string> write)
    {
        var file = Path.Combine(RepositoryFiles.Root, path);
        var text = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var written = write(text);
        if (Environment.GetEnvironmentVariable("STREAMING_WRITE_GENERATED") == "1")
            File.WriteAllText(file, written);
        else
            text.ShouldBe(written, $"{path} is missing or out of date: run with STREAMING_WRITE_GENERATED=1");
    }
}
