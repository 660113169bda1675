namespace Streaming.Pipeline.Hosting;

/// <summary>
/// A name for this process that no other live process of the same folder has, and that it gets again after a restart: the
/// lowest slot whose lock file is free. The lock goes with the process, however it ends.
/// </summary>
public sealed class InstanceSlot : IDisposable
{
    readonly FileStream _lock;

    InstanceSlot(FileStream file, string name)
    {
        _lock = file;
        Name = name;
    }

    /// <summary>Host name and slot number.</summary>
    public string Name { get; }

    /// <param name="folder">Folder the processes share, usually the data directory.</param>
    /// <param name="topology">Slots are counted for each topology.</param>
    public static InstanceSlot Take(string folder, string topology)
    {
        var slots = Path.Combine(folder, "instances");
        Directory.CreateDirectory(slots);
        for (var slot = 0; ; slot++)
        {
            try
            {
                var file = new FileStream(
                    Path.Combine(slots, $"{topology}.{slot}.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
                return new InstanceSlot(file, $"{Environment.MachineName}-{slot}");
            }
            catch (IOException) when (slot < 1024)
            {
                // A live process has it: try the next.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
