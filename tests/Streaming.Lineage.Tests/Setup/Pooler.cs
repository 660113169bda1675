using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>A PgBouncer before the tests' PostgreSQL, with so few sessions that clients do not keep theirs.</summary>
sealed class Pooler : IAsyncDisposable
{
    const int Sessions = 3;
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly Process _process;
    readonly string _folder;

    Pooler(Process process, string folder, string connectionString) =>
        (_process, _folder, ConnectionString) = (process, folder, connectionString);

    public string ConnectionString { get; }

    /// <param name="server">PostgreSQL.</param>
    /// <param name="mode">session or transaction.</param>
    public static async Task<Pooler> StartAsync(string server, string mode)
    {
        var program = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer" }.FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Skip("no PgBouncer here (apt-get install pgbouncer)");
        var target = new NpgsqlConnectionStringBuilder(server);
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("pooler-").FullName;
        var file = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            file,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                * = host={target.Host} port={target.Port} user={target.Username} password={target.Password}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                auth_type = any
                pool_mode = {mode}
                default_pool_size = {(mode == "session" ? 40 : Sessions)}
                unix_socket_dir =
                {(Environment.IsPrivilegedProcess ? "user = nobody" : "")}
                """
            )
        );
        // It does not stay root, but reads its settings first, wherever tests may keep their files.
        var start = new ProcessStartInfo(program, [file]) { RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var through = new NpgsqlConnectionStringBuilder(server) { Host = "127.0.0.1", Port = port };
        var pooler = new Pooler(process, folder, through.ConnectionString);
        await pooler.AnswersAsync();
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task AnswersAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (Exception e)
                when (e is NpgsqlException or SocketException && !_process.HasExited && TimeProvider.System.GetElapsedTime(start) < Deadline
                )
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
