using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Streaming.Cli.Shell;

/// <summary>
/// Standard output of this process. The console's own stream swallows what a closed pipe answers, so that a command would
/// go on for nobody.
/// </summary>
static class StandardOutput
{
    public static TextWriter Text() =>
        !Console.IsOutputRedirected || OpenPipe() is not { } pipe
            ? Console.Out
            : TextWriter.Synchronized(new StreamWriter(pipe, new UTF8Encoding(false)) { AutoFlush = true });

    public static Stream Bytes() => OpenPipe() ?? Console.OpenStandardOutput();

    /// <summary>Null where it is a file, which is written where its end is by now, or not of Unix.</summary>
    static PipeOut? OpenPipe()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        return stream.CanSeek ? null : new PipeOut(stream);
    }
}
