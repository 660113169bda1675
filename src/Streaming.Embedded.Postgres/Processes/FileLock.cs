namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Exclusive locks between processes; the system frees them when the holder ends, in whatever way.</summary>
static class FileLock
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>The lock, or null where another holds it. Disposing it frees it.</summary>
    public static FileStream? TryAcquire(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is ours.</summary>
    public static async Task<FileStream> AcquireAsync(string file, CancellationToken stop)
    {
        while (true)
        {
            if (TryAcquire(file) is { } held)
                return held;
            await Task.Delay(Poll, stop);
        }
    }
}
