using System.Net.Sockets;
using Npgsql;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>Examines where PostgreSQL comes from.</summary>
static class PostgresDoctor
{
    const string Subject = "PostgreSQL";

    public static async Task<DoctorFinding> ExamineAsync(EmbeddedOptions options, CancellationToken stop)
    {
        if (options.Postgres is { } external)
            return await ExternalAsync(external, options.Names.Postgres, stop);
        try
        {
            return await EmbeddedAsync(options, stop);
        }
        catch (EmbeddedPostgresException e)
        {
            return new DoctorFinding(Subject, DoctorVerdict.Bad, e.Message, "See above.");
        }
    }

    static async Task<DoctorFinding> ExternalAsync(string connectionString, string setting, CancellationToken stop)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 5, Pooling = false };
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync(stop);
            return new DoctorFinding(
                Subject,
                DoctorVerdict.Good,
                $"{connection.Host}, database {connection.Database}, version {connection.PostgreSqlVersion}"
            );
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or SocketException or TimeoutException)
        {
            return new DoctorFinding(
                Subject,
                DoctorVerdict.Bad,
                $"the server of {setting} does not answer: {e.Message}",
                $"Start it or correct the connection string; without {setting} the embedded one serves."
            );
        }
    }

    static async Task<DoctorFinding> EmbeddedAsync(EmbeddedOptions options, CancellationToken stop)
    {
        var account = PostgresAccount.Choose(null);
        var under = account.User is null ? "" : $", run under the account {account.Name}";
        if (options.PostgresSource != PostgresSource.Npm && await InstalledPostgres.FindAsync(account, stop) is [var installed, ..])
            return new DoctorFinding(Subject, DoctorVerdict.Good, $"{installed.Version} in {installed.Folder}{under}");
        if (NpmPostgres.IsCached)
            return new DoctorFinding(Subject, DoctorVerdict.Good, $"{NpmPostgres.Version} from npm in {NpmPostgres.DefaultCache}{under}");
        if (NpmPostgres.Platform is not null && ToolProcess.Find("npm") is not null)
        {
            return new DoctorFinding(
                Subject,
                DoctorVerdict.Good,
                $"none installed; the first command fetches {NpmPostgres.Version} with npm{under}"
            );
        }

        if (ToolProcess.Find("apt-get") is not null && Environment.IsPrivilegedProcess)
            return new DoctorFinding(Subject, DoctorVerdict.Good, $"none installed; the first command installs it with apt-get{under}");
        return new DoctorFinding(
            Subject,
            DoctorVerdict.Bad,
            "no server (version 14 or later) is installed, and neither npm nor apt-get as root can bring one",
            $"Install PostgreSQL, or Node.js with npm, or set {options.Names.Postgres}."
        );
    }
}
