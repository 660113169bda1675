using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>Finds the host of a data folder, or starts one; of several commands that try at once, one starts it.</summary>
sealed class HostFinder(EmbeddedOptions options, HostCommand command)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    // A little longer than PostgreSQL is given to stop.
    static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(150);

    readonly HostFolder _folder = new(options.DataDirectory);

    /// <summary>A lease on the host, with what the options ask for running.</summary>
    public async Task<Lease> TakeAsync(Action<string>? progress, CancellationToken stop)
    {
        while (true)
        {
            if (await TryJoinAsync(progress, stop) is { } joined)
                return joined;
            await using (await FileLock.AcquireAsync(_folder.StartLock, stop))
            {
                // Another command may have started it while we waited.
                if (await TryJoinAsync(progress, stop) is { } late)
                    return late;
                progress?.Invoke($"starting the embedded services in {_folder.Path}");
                await StartAsync(stop);
            }
        }
    }

    async Task<Lease?> TryJoinAsync(Action<string>? progress, CancellationToken stop) =>
        HostFile.Read(_folder) is { } file && file.Host.IsRunning() ? await Lease.TryTakeAsync(file, options.Wanted, progress, stop) : null;

    /// <summary>Starts a host and waits until it can be asked, or says why it cannot.</summary>
    async Task StartAsync(CancellationToken stop)
    {
        await using (await PredecessorsEndAsync(stop))
            File.Delete(_folder.HostFile);
        // External addresses are no business of the host, and a command line can be read by anybody on the machine.
        var host = await command.StartAsync(options with { DataDirectory = _folder.Path, Kafka = null, Postgres = null }, _folder, stop);
        while (HostFile.Read(_folder) is null)
        {
            if (host is null || !host.IsRunning())
            {
                throw new EmbeddedException(
                    $"The host of the embedded services ended at once. Its log ({_folder.Log}): {LogTail.Read(_folder.Log)}"
                );
            }

            await Task.Delay(Poll, stop);
        }
    }

    /// <summary>A host that is going down holds the folder until its services have stopped.</summary>
    async Task<FileStream> PredecessorsEndAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LongestEnd);
        try
        {
            return await FileLock.AcquireAsync(_folder.HostLock, limit.Token);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            var pid = HostFile.Read(_folder)?.Host.Pid;
            throw new EmbeddedException(
                $"A host that does not answer{(pid is null ? "" : $" (process {pid})")} holds '{_folder.Path}'. End that process, then "
                    + "try again.",
                e
            );
        }
    }
}
