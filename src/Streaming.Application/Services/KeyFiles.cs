using Streaming.Lineage.Evidence;
using Streaming.Topology;

namespace Streaming.Application.Services;

/// <summary>Files of keys, checkpoints and evidence, with messages that name the file.</summary>
static class KeyFiles
{
    /// <summary>Far above any real one.</summary>
    const int LargestFile = 64 << 20;

    /// <param name="path">A private or a public key.</param>
    /// <param name="password">Of an encrypted private key.</param>
    public static OperatorKey ReadKey(string path, string? password) =>
        OperatorKey.Read(System.Text.Encoding.UTF8.GetString(ReadBytes(path)), path, password);

    public static SignedCheckpoint ReadCheckpoint(string path, OperatorKey key) =>
        Named(path, () => SignedCheckpoint.Read(ReadBytes(path), key));

    public static RecordEvidence ReadEvidence(string path) => Named(path, () => RecordEvidence.Read(ReadBytes(path)));

    /// <summary>Writes a new file; one that is there already is never written over.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What.</param>
    /// <param name="secret">Only its owner may read it.</param>
    public static void WriteNew(string path, string text, bool secret = false)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new FileStream(path, options);
            file.Write(BytesOf(text));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new StreamingException($"{path} already exists and is not overwritten. Name another file, or move it away.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes to a stream what would be written into a file.</summary>
    public static async Task WriteAsync(Func<Stream> open, string text)
    {
        await using var stream = open();
        await stream.WriteAsync(BytesOf(text));
    }

    static byte[] BytesOf(string text) => System.Text.Encoding.UTF8.GetBytes(text.TrimEnd() + '\n');

    /// <summary>The bytes of a file, whatever it is.</summary>
    public static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
            throw new StreamingException($"{path} is a folder; name the file in it.");
        try
        {
            // A pipe does not tell its length.
            using var file = File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > LargestFile)
                {
                    throw new StreamingException(
                        $"{path} has more than {LargestFile >> 20} MiB: it is neither a key, nor a checkpoint, nor evidence, nor a card."
                    );
                }
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with a file's contents is told with its name.</summary>
    public static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EvidenceException e)
        {
            throw new StreamingException($"{path}: {e.Message}", e);
        }
    }
}
