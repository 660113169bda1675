namespace Streaming.Embedded.Postgres.Processes;

/// <summary>A folder that goes away with its process: at its end, or, where it was killed, when the next process makes one.</summary>
sealed class TemporaryFolder : IDisposable
{
    TemporaryFolder(string path) => Path = path;

    /// <summary>Not made yet: whoever uses it makes it with the rights that it needs.</summary>
    public string Path { get; }

    /// <summary>A new one whose name begins so; what killed processes left under such names goes away first.</summary>
    public static TemporaryFolder Create(string prefix)
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), prefix + "*"))
        {
            if (!OwnerLives(System.IO.Path.GetFileName(folder)[prefix.Length..]))
                Sweep(folder);
        }
        var self = ProcessIdentity.Current();
        return new TemporaryFolder(
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{prefix}{self.Pid}-{self.Start}-{Guid.NewGuid():N}")
        );
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    // Whose name does not tell an owner is not ours to remove.
    static bool OwnerLives(string name) =>
        name.Split('-') is not [var id, var mark, _]
        || !int.TryParse(id, out var pid)
        || !long.TryParse(mark, out var start)
        || new ProcessIdentity(pid, start).IsRunning();

    static void Sweep(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another account's, or just being removed by another process.
        }
    }
}
