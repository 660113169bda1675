using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>One attempt to have the server of a folder running: joins it, or makes the cluster, starts the server, waits for it.</summary>
sealed class PostgresStart(PostgresOptions options, ILogger log)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);

    readonly PostgresCluster _cluster = new(options.Folder);

    /// <summary>Runs under the folder's lock, so that of several starters one starts and the others join.</summary>
    public async Task<EmbeddedPostgres> RunAsync(CancellationToken stop)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(options.StartTimeout);
        try
        {
            await using var held = await FileLock.AcquireAsync(_cluster.LockFile, timer.Token);
            _cluster.Load();
            return await new PostgresLeftover(_cluster, log).JoinAsync(timer.Token) is { } port
                ? await JoinAsync(port, timer.Token)
                : await StartAsync(timer.Token);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL in '{_cluster.Folder}' was not ready within {options.StartTimeout.TotalSeconds:0} s. Its log: "
                    + $"{LogTail.Read(_cluster.Log)}",
                e
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException(
                $"'{_cluster.Root}' holds files of another account ({e.Message}). Use that account, or another data directory.",
                e
            );
        }
    }

    async Task<EmbeddedPostgres> JoinAsync(int port, CancellationToken stop)
    {
        if (options.Port != 0 && options.Port != port)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL already serves '{_cluster.Root}' on port {port}, not {options.Port}. Stop it first, or leave the port out."
            );
        }

        var version = await ConnectAsync(port, stop);
        PostgresLog.Joined(log, _cluster.Folder, port);
        return new EmbeddedPostgres(options, _cluster, port, null, version, log);
    }

    async Task<EmbeddedPostgres> StartAsync(CancellationToken stop)
    {
        var account = PostgresAccount.Choose(_cluster.Major is null ? null : _cluster.State.Account);
        var binaries = await PostgresProvider.GetAsync(options, _cluster.Major, account, stop);
        if (_cluster.Major is null)
        {
            options.Progress?.Invoke($"making a PostgreSQL {binaries.Version.Major} cluster in {_cluster.Root}");
            await _cluster.CreateAsync(binaries, account, options.Durable, stop);
        }
        _cluster.RotateLog();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        for (var port = LoopbackPort.Choose(options.Port, _cluster.State.Port); ; port = LoopbackPort.Choose(options.Port, 0))
        {
            var settings = PostgresSettings.For(port, options.Durable, binaries.HasLz4, memory);
            _cluster.Save(_cluster.State with { Account = account.Name, Port = port, Owner = ProcessIdentity.Current() });
            var logged = LogTail.Size(_cluster.Log);
            var server = PostgresServer.Start(binaries, _cluster, account, PostgresSettings.Arguments(settings));
            try
            {
                if (await BecomesReadyAsync(server, stop))
                {
                    await ConnectAsync(port, stop);
                    PostgresLog.Started(log, binaries.Version, binaries.Origin, _cluster.Folder, port);
                    return new EmbeddedPostgres(options, _cluster, port, server, binaries.Version, log);
                }
            }
            catch
            {
                await server.StopAsync(_cluster.Folder, TimeSpan.FromSeconds(30));
                server.Dispose();
                throw;
            }
            server.Dispose();
            var said = LogTail.Read(_cluster.Log, logged);
            // Somebody took the port between our look and the server's: with a free choice, try another.
            var taken = said.Contains("Address already in use", StringComparison.Ordinal);
            if (taken && options.Port != 0)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL cannot listen on 127.0.0.1:{port}: the port is in use. Stop what uses it, or leave the port out, and a "
                        + "free one is taken."
                );
            }

            if (!taken)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL {binaries.Version} ({binaries.Folder}) did not start for '{_cluster.Folder}'. Its log: {said}"
                );
            }
        }
    }

    async Task<bool> BecomesReadyAsync(PostgresServer server, CancellationToken stop)
    {
        while (!server.HasExited)
        {
            if (PostmasterFile.Read(_cluster.Folder) is { Ready: true } file && file.IsRunning(_cluster.Folder))
                return true;
            await Task.Delay(Poll, stop);
        }
        return false;
    }

    /// <summary>Logs in once as programs will; makes their role and database on the way where they are missing.</summary>
    async Task<Version> ConnectAsync(int port, CancellationToken stop)
    {
        var ours = PostgresConnections.For(port, options.Role, _cluster.Password(options.Role), options.Database);
        try
        {
            return await VersionAsync(ours, stop);
        }
        catch (PostgresException e) when (PostgresRoles.AreMissing(e))
        {
            await CreateRolesAsync(port, stop);
            return await VersionAsync(ours, stop);
        }
    }

    async Task CreateRolesAsync(int port, CancellationToken stop)
    {
        try
        {
            await using var superuser = await PostgresConnections.OpenSuperuserAsync(port, _cluster, stop);
            await new PostgresRoles(options.Role).CreateAsync(superuser, _cluster.Password(options.Role), options.Database, stop);
        }
        catch (PostgresException e) when (PostgresRoles.AreMissing(e))
        {
            throw new EmbeddedPostgresException(
                $"The passwords in '{_cluster.Root}' do not open its PostgreSQL cluster ({e.MessageText}). "
                    + "Put back the .password files that belong to it, or move the folder away to start afresh.",
                e
            );
        }
    }

    static async Task<Version> VersionAsync(string connectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(stop);
        return connection.PostgreSqlVersion;
    }
}
