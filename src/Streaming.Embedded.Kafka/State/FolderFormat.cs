using System.Buffers.Binary;
using System.Globalization;

namespace Streaming.Embedded.Kafka.State;

/// <summary>
/// The number of the layout of a data directory, in a file of its own. A start removes what the state file does not know, so a directory
/// that this version cannot read, or that somebody else wrote, is refused before anything in it is touched.
/// </summary>
static class FolderFormat
{
    public const string FileName = "format";

    /// <summary>Directories without the file, from before there was one, have this layout too.</summary>
    public const int Current = 1;

    /// <summary>Checks a directory that is about to be opened, and marks one that has no mark.</summary>
    /// <exception cref="EmbeddedKafkaException">It is of another version, or nothing that a broker wrote.</exception>
    /// <exception cref="IOException">It cannot be read or marked.</exception>
    public static void Check(string directory)
    {
        var path = Path.Combine(directory, FileName);
        // A mark that lost its content with the power is written anew.
        var mark = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        if (mark.Length > 0)
        {
            if (mark == Current.ToString(CultureInfo.InvariantCulture))
                return;
            throw new EmbeddedKafkaException(
                $"The data directory '{directory}' has format '{mark}', and this version of the broker knows {Current} alone: run the "
                    + "version that wrote it, or choose another directory."
            );
        }

        RequireState(directory);
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Current}\n"));
    }

    /// <summary>Topics that no state knows would be removed.</summary>
    static void RequireState(string directory)
    {
        var topics = Path.Combine(directory, "topics");
        if (!Directory.Exists(topics) || !Directory.EnumerateFileSystemEntries(topics).Any() || HasState(directory))
            return;
        throw new EmbeddedKafkaException(
            $"The data directory '{directory}' has a folder 'topics' that is not empty, but no state file of this broker that could be "
                + "read: choose another directory, or bring back its file 'state.log'."
        );
    }

    static bool HasState(string directory)
    {
        var path = Path.Combine(directory, StateStore.FileName);
        if (!File.Exists(path))
            return false;
        using var file = File.OpenHandle(path);
        Span<byte> head = stackalloc byte[8];
        var read = RandomAccess.Read(file, head, 0);
        // A loss of power may leave a new file empty, or filled with zeros.
        return read < head.Length || BinaryPrimitives.ReadInt64BigEndian(head) == 0 || StateFrames.Replay(file, static (_, _) => { }) > 0;
    }
}
