namespace Streaming.Embedded.Kafka.State;

/// <summary>Keeps a second broker out of a data directory. The operating system releases it when the process dies.</summary>
sealed class DirectoryLock : IDisposable
{
    public const string FileName = "broker.lock";

    readonly FileStream _file;

    DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="EmbeddedKafkaException">Another broker has the directory, or it cannot be written.</exception>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var path = Path.Combine(directory, FileName);
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedKafkaException(
                $"The broker may not write to '{directory}': change its permissions, or choose another data directory.",
                e
            );
        }
        catch (IOException e) when (File.Exists(directory))
        {
            throw new EmbeddedKafkaException(
                $"The broker's data directory '{directory}' is a file: choose a directory, or one that does not exist yet.",
                e
            );
        }
        catch (IOException e)
        {
            throw new EmbeddedKafkaException(
                $"The broker's data directory '{directory}' cannot be used ({e.Message}): stop the broker that has it, or choose "
                    + "another one.",
                e
            );
        }
    }

    public void Dispose() => _file.Dispose();
}
