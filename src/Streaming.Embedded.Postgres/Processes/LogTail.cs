namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Reads from a log why its writer failed.</summary>
static class LogTail
{
    /// <summary>Bytes in the log so far; what follows belongs to the next start.</summary>
    public static long Size(string log) => File.Exists(log) ? new FileInfo(log).Length : 0;

    /// <summary>The last lines of the log after a position.</summary>
    public static string Read(string log, long from = 0)
    {
        if (!File.Exists(log))
            return "(empty)";
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Max(from, stream.Length - 16_384);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "(empty)" : string.Join('\n', lines.TakeLast(8));
    }
}
