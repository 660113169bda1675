using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Streaming.Embedded.Postgres;
using Streaming.Topology;

namespace Streaming.Torture.Scene;

/// <summary>PostgreSQL, which can be killed whole or by the session, stopped, and started again on the same port.</summary>
sealed class DatabaseServer(TortureOptions options) : IAsyncDisposable
{
    static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    EmbeddedPostgres? _server;

    /// <summary>Straight to the server, past all proxies; no pool, since sessions die here.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Pooling = false }.ConnectionString;

    public int Port => _server!.Port;

    /// <summary>The same for a process that goes through a proxy.</summary>
    public string ConnectionStringVia(int port) =>
        new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Port = port }.ConnectionString;

    /// <summary>The disk of its own, where it has one.</summary>
    public Volume? Disk { get; private set; }

    public async Task StartAsync(CancellationToken stop)
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (options.OwnDisks)
            Disk ??= await Volume.MountAsync(Folder, stop);
        _server = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = Folder, Port = _server?.Port ?? 0 }, stop: stop);
    }

    /// <summary>Waits until it works, and starts it again where it has ended for good.</summary>
    /// <returns>Whether it had.</returns>
    public async Task<bool> ReviveAsync(CancellationToken stop)
    {
        var ended = false;
        while (!await AnswersAsync(stop))
        {
            if (!_server!.HasExited)
            {
                await Task.Delay(RetryPause, stop);
                continue;
            }

            ended = true;
            await StartAsync(stop);
        }

        return ended;
    }

    /// <summary>Copies its data, while it is stopped.</summary>
    public async Task BackUpAsync(CancellationToken stop)
    {
        await StopAsync();
        DropBackup();
        using var copy = Process.Start("cp", ["-a", Cluster, Backup]);
        await copy.WaitForExitAsync(stop);
        if (copy.ExitCode != 0)
            throw new StreamingException($"{Cluster} cannot be copied to {Backup}.");
        await StartAsync(stop);
    }

    /// <summary>Puts the backup in place of the data, which become the backup.</summary>
    public async Task SwapBackupAsync(CancellationToken stop)
    {
        await StopAsync();
        var between = Cluster + ".between";
        Directory.Move(Cluster, between);
        Directory.Move(Backup, Cluster);
        Directory.Move(between, Backup);
        await StartAsync(stop);
    }

    public void DropBackup()
    {
        if (Directory.Exists(Backup))
            Directory.Delete(Backup, recursive: true);
    }

    /// <summary>Ends all sessions in order and shuts down.</summary>
    public async Task StopAsync() => await _server!.DisposeAsync();

    /// <summary>Kills the server with all its sessions, as a power failure of its own.</summary>
    public void Kill()
    {
        var file = Path.Combine(Cluster, "postmaster.pid");
        UnixSignal.Kill(int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture));
    }

    /// <summary>Ends all sessions of the pipeline with <c>pg_terminate_backend</c>; how many there were.</summary>
    public Task<long> TerminateSessionsAsync(CancellationToken stop) =>
        CountAsync($"select count(pg_terminate_backend(pid)) from {Sessions}", stop);

    /// <summary>Kills a session's process: the server then ends all others and recovers from its log.</summary>
    public async Task<bool> KillSessionAsync(CancellationToken stop)
    {
        var pid = await CountAsync($"select coalesce(min(pid), 0) from {Sessions}", stop);
        if (pid > 0)
            UnixSignal.Kill((int)pid);
        return pid > 0;
    }

    /// <summary>Freezes the processes of sessions that hold a transaction open; says which.</summary>
    public async Task<IReadOnlyList<int>> FreezeOpenTransactionsAsync(CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand($"select pid from {Sessions} and state like 'idle in transaction%'", connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var frozen = new List<int>();
        while (await reader.ReadAsync(stop))
            frozen.Add(reader.GetInt32(0));
        foreach (var pid in frozen)
            UnixSignal.Freeze(pid);
        return frozen;
    }

    public static void Thaw(IEnumerable<int> sessions)
    {
        foreach (var pid in sessions)
            UnixSignal.Thaw(pid);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (Disk is not null)
            await Disk.DisposeAsync();
    }

    const string Sessions = "pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = current_user";

    string Folder => Path.Combine(options.Folder, "postgres");

    string Cluster => Path.GetDirectoryName(_server!.LogFile)!;

    string Backup => Cluster + ".backup";

    /// <summary>A session of our own, as soon as the server takes it: it may be recovering from the fault before.</summary>
    async Task<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var connection = new NpgsqlConnection(ConnectionString);
            try
            {
                await connection.OpenAsync(stop);
                return connection;
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(start) < options.Patience)
            {
                await connection.DisposeAsync();
                await Task.Delay(RetryPause, stop);
            }
        }
    }

    async Task<bool> AnswersAsync(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(stop);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    async Task<long> CountAsync(string sql, CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }
}
