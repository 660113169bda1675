using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>Finds the host of a data folder, or starts one; of several commands that try at once, one starts it.</summary>
internal sealed class HostFinder(EmbeddedOptions options, HostCommand command)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    readonly HostFolder _folder = new(options.DataDirectory);

    /// <summary>A lease on the host, with the parts that are asked for running.</summary>
    public async Task<Lease> TakeAsync(EmbeddedParts parts, Action<string>? progress, CancellationToken cancel)
    {
        while (true)
        {
            if (await TryJoinAsync(parts, progress, cancel) is { } joined)
                return joined;
            await using (await FileLock.AcquireAsync(_folder.StartLock, cancel))
            {
                // Another command may have started it while we waited.
                if (await TryJoinAsync(parts, progress, cancel) is { } late)
                    return late;
                progress?.Invoke($"starting the embedded services in {_folder.Path}");
                await StartAsync(cancel);
            }
        }
    }

    async Task<Lease?> TryJoinAsync(EmbeddedParts parts, Action<string>? progress, CancellationToken cancel) =>
        HostFile.Read(_folder) is { } file && file.Host.IsRunning() ? await Lease.TryTakeAsync(file, parts, progress, cancel) : null;

    /// <summary>Starts a host and waits until it can be asked, or says why it cannot.</summary>
    async Task StartAsync(CancellationToken cancel)
    {
        // A predecessor that is going down still holds the folder.
        await using (await FileLock.AcquireAsync(_folder.HostLock, cancel))
            File.Delete(_folder.HostFile);
        // External addresses are no business of the host, and a command line can be read by anybody on the machine.
        var host = await command.StartAsync(options with { DataDirectory = _folder.Path, Kafka = null, Postgres = null }, _folder, cancel);
        while (HostFile.Read(_folder) is null)
        {
            if (host is null || !host.IsRunning())
                throw new EmbeddedException($"The host of the embedded services ended at once. Its log ({_folder.Log}): {LogTail.Read(_folder.Log)}");
            await Task.Delay(Poll, cancel);
        }
    }
}
