using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Streaming.Embedded.Kafka.Tests.Security;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.EndToEnd.Tests.Secured;

/// <summary>A PostgreSQL that lets nobody in without TLS and a password by SCRAM-SHA-256.</summary>
sealed class SecuredPostgres : IAsyncDisposable
{
    readonly EmbeddedPostgres _server;

    SecuredPostgres(EmbeddedPostgres server, string connectionString) => (_server, ConnectionString) = (server, connectionString);

    /// <summary>By TLS, checking the certificate and the name in it.</summary>
    public string ConnectionString { get; }

    /// <summary>Without TLS, with the same password.</summary>
    public string Plain => new NpgsqlConnectionStringBuilder(ConnectionString) { SslMode = SslMode.Disable }.ConnectionString;

    public static async Task<SecuredPostgres> StartAsync(string folder, Certificates certificates)
    {
        var server = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = folder });
        var cluster = Path.GetDirectoryName(server.LogFile)!;
        using var certificate = certificates.Sign("postgres");
        var authority = Path.Combine(folder, "authority.pem");
        await File.WriteAllTextAsync(authority, certificates.AuthorityPem);
        await WriteAsync(cluster, "server.crt", certificate.ExportCertificatePem());
        await WriteAsync(cluster, "server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.AppendAllTextAsync(Path.Combine(cluster, "postgresql.conf"), "\nssl = on\n");
        await File.WriteAllTextAsync(Path.Combine(cluster, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        // It reads these again when it is told to.
        await RunAsync("kill", "-HUP", (await File.ReadAllLinesAsync(Path.Combine(cluster, "postmaster.pid")))[0]);
        var secured = new SecuredPostgres(
            server,
            new NpgsqlConnectionStringBuilder(server.ConnectionString)
            {
                SslMode = SslMode.VerifyFull,
                RootCertificate = authority,
            }.ConnectionString
        );
        await Eventually.TrueAsync(
            async () => await LetsInAsync(secured.ConnectionString) && !await LetsInAsync(secured.Plain),
            "PostgreSQL speaks TLS and nothing else"
        );
        return secured;
    }

    /// <summary>Connections of clients that are encrypted, and those that are not.</summary>
    public async Task<(long Encrypted, long Plain)> ConnectionsAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(
            "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                + "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        );
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Whether somebody who connects so is let in.</summary>
    public static async Task<bool> LetsInAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
            );
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>As the server wants it: its own, and nobody else's to read.</summary>
    static async Task WriteAsync(string cluster, string name, string text)
    {
        var file = Path.Combine(cluster, name);
        await File.WriteAllTextAsync(file, text);
        await RunAsync("chmod", "600", file);
        await RunAsync("chown", $"--reference={Path.Combine(cluster, "PG_VERSION")}", file);
    }

    static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, command);
    }
}
