using System.Runtime.InteropServices;

namespace Streaming.Embedded.Kafka.State;

/// <summary>
/// Forces a directory's entries to disk: on Unix a new or renamed file is only there after a power loss once its directory was
/// flushed too. Elsewhere the file system sees to that.
/// </summary>
static partial class DirectoryFlush
{
    const int ReadOnly = 0;

    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(directory, ReadOnly);
        if (handle < 0)
            throw new IOException($"{directory} cannot be opened to be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Synchronize(handle) != 0)
                throw new IOException($"{directory} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
