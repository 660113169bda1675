namespace Streaming.Embedded.Kafka.State;

/// <summary>
/// A broker's folder that goes away with it. One whose process was killed goes when the next such broker starts: its lock, which the
/// system frees with the process, is nobody's.
/// </summary>
sealed class TemporaryFolder : IDisposable
{
    const string Prefix = "embedded-kafka-";

    // A broker that is just starting has its folder a moment before the lock in it.
    static readonly TimeSpan StartsFor = TimeSpan.FromMinutes(1);

    TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    public static TemporaryFolder Create()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
            Sweep(folder);
        return new TemporaryFolder(Directory.CreateTempSubdirectory(Prefix).FullName);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>Removes a folder that no broker has.</summary>
    internal static void Sweep(string folder)
    {
        try
        {
            if (TimeProvider.System.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) < StartsFor)
                return;
            // Once free it is nobody's for good: no broker takes a temporary folder that is there already.
            DirectoryLock.Take(folder).Dispose();
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is EmbeddedKafkaException or IOException or UnauthorizedAccessException)
        {
            // A living broker's, another account's, or just being removed by another process.
        }
    }
}
