using System.Net;
using System.Net.Sockets;
using Npgsql;
using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Postgres.Tests;

/// <summary>A real server, started from whatever binaries this machine offers.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    PostgresOptions Options => new() { DataDirectory = _folder.Path, Durable = false };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fresh_folder_gets_a_server_whose_data_outlive_a_restart()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(Options))
            await Sql.RunAsync(first.ConnectionString, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");

        await using var second = await EmbeddedPostgres.StartAsync(Options);

        (await Sql.ScalarAsync(second.ConnectionString, "SELECT n FROM kept")).ShouldBe(42);
        second.IsOwner.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_start_joins_and_its_end_leaves_the_server_running()
    {
        await using var owner = await EmbeddedPostgres.StartAsync(Options);

        await using (var guest = await EmbeddedPostgres.StartAsync(Options))
        {
            guest.IsOwner.ShouldBeFalse();
            guest.Port.ShouldBe(owner.Port);
        }

        (await Sql.ScalarAsync(owner.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_cure()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options with { Port = port }));
        error.Message.ShouldContain($"{port}: the port is in use. Stop what uses it");
        error.Message.ShouldNotContain("LOG:");
    }

    /// <summary>Who upgraded must be told what to do with what is there, not what to do without it.</summary>
    [Fact]
    public async Task A_folder_of_another_version_is_named_with_the_cure()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(_folder.Path, "cluster"));
        await File.WriteAllTextAsync(Path.Combine(cluster.FullName, "PG_VERSION"), "12\n");
        // From nowhere else: a test installs nothing.
        var options = Options with { Source = PostgresSource.Installed };
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options));
        error.Message.ShouldContain("Install PostgreSQL 12, or choose another data directory");
    }

    [Fact]
    public async Task The_role_is_no_superuser_and_a_wrong_password_is_refused()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options);

        (
            await Sql.ScalarAsync(server.ConnectionString, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        ).ShouldBe(false);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" }.ConnectionString;
        var refused = await Should.ThrowAsync<PostgresException>(() => Sql.ScalarAsync(wrong, "SELECT 1"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await Sql.ScalarAsync(server.ConnectionString, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
    }

    /// <summary>ASVS 13.2.1: parts show each other passwords that were drawn for this installation; none opens by itself.</summary>
    [Fact]
    public async Task ASVS_13_2_1_no_password_is_known_before_it_was_drawn()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options);
        using var elsewhere = new ScratchFolder();
        await using var other = await EmbeddedPostgres.StartAsync(Options with { DataDirectory = elsewhere.Path });

        var passwords = Passwords(_folder).Concat(Passwords(elsewhere)).Select(File.ReadAllText).ToList();
        passwords.Count.ShouldBe(4, "a superuser and a role, of two clusters");
        passwords.ShouldBeUnique();
        passwords.ShouldAllBe(p => p.Length == 32);
        foreach (var role in new[] { EmbeddedPostgres.Superuser, new NpgsqlConnectionStringBuilder(server.ConnectionString).Username! })
        {
            foreach (var password in new[] { null, "", role, "postgres", "password", passwords[^1] })
            {
                var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString)
                {
                    Username = role,
                    Password = password,
                    Database = "postgres",
                };
                await Should.ThrowAsync<NpgsqlException>(
                    () => Sql.ScalarAsync(guess.ConnectionString, "SELECT 1"),
                    $"{role} by '{password}'"
                );
            }
        }

        var rules = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "cluster", "pg_hba.conf"));
        rules
            .Where(r => r.Length > 0 && !r.StartsWith('#'))
            .Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])
            .Distinct()
            .ShouldBe(["scram-sha-256"]);
    }

    /// <summary>ASVS 13.3.1: what opens something lies in files that their owner alone reads, and in no configuration.</summary>
    [Fact]
    public async Task ASVS_13_3_1_passwords_lie_in_files_of_their_own()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options);
        var passwords = Passwords(_folder).ToDictionary(file => file, File.ReadAllText);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in passwords.Keys)
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }

        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Except(passwords.Keys))
        {
            if (Path.GetExtension(file) is ".conf" or ".json" or ".log" or ".opts" or ".pid")
                passwords.Values.Where((await File.ReadAllTextAsync(file)).Contains).ShouldBeEmpty(file);
        }

        // Whoever is on the machine sees how the server was started.
        var process = PostmasterFile.Read(Path.Combine(_folder.Path, "cluster")).ShouldNotBeNull().Pid;
        if (Directory.Exists("/proc"))
            passwords.Values.Where(File.ReadAllText($"/proc/{process}/cmdline").Contains).ShouldBeEmpty();
    }

    static IEnumerable<string> Passwords(ScratchFolder folder) => Directory.EnumerateFiles(folder.Path, "*.password");

    [Fact]
    public async Task Durability_is_the_default_and_can_be_given_up()
    {
        await using (var durable = await EmbeddedPostgres.StartAsync(Options with { Durable = true }))
        {
            (
                await Sql.ScalarAsync(durable.ConnectionString, "SELECT current_setting('fsync') || current_setting('synchronous_commit')")
            ).ShouldBe("onon");
        }

        await using var quick = await EmbeddedPostgres.StartAsync(Options);
        (await Sql.ScalarAsync(quick.ConnectionString, "SHOW fsync")).ShouldBe("off");
    }

    [Fact]
    public async Task A_stale_file_of_a_killed_server_is_no_obstacle()
    {
        string folder;
        await using (var first = await EmbeddedPostgres.StartAsync(Options))
            folder = Path.GetDirectoryName(first.LogFile)!;
        // The process id now belongs to something else: this very test.
        var port = LoopbackPort.Choose(0, 0);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "postmaster.pid"),
            $"{Environment.ProcessId}\n{folder}\n1700000000\n{port}\n\n127.0.0.1\n1 1\nready   \n"
        );

        await using var second = await EmbeddedPostgres.StartAsync(Options);

        second.IsOwner.ShouldBeTrue();
        (await Sql.ScalarAsync(second.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options with { Port = port }));

        error.Message.ShouldContain("in use");
        error.Message.ShouldContain(port.ToString());
    }

    [Fact]
    public async Task Lost_passwords_are_named_with_a_cure()
    {
        await using (await EmbeddedPostgres.StartAsync(Options)) { }
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*.password"))
            File.Delete(file);

        var error = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options));

        error.Message.ShouldContain("Put back the .password files");
        PostmasterFile.Read(Path.Combine(_folder.Path, "cluster")).ShouldBeNull("the server was stopped again");
    }

    [Fact]
    public async Task Several_starters_at_once_share_one_server()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => EmbeddedPostgres.StartAsync(Options))));

        servers.Count(s => s.IsOwner).ShouldBe(1);
        servers.Select(s => s.Port).Distinct().Count().ShouldBe(1);
        foreach (var server in servers.OrderBy(s => s.IsOwner))
            await server.DisposeAsync();
    }

    [Fact]
    public async Task A_further_database_is_empty_and_open_to_the_role()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options);

        var other = await server.CreateDatabaseAsync("another \"one\"");

        await Sql.RunAsync(other, "CREATE SCHEMA mine");
        (await Sql.ScalarAsync(other, "SELECT current_database()")).ShouldBe("another \"one\"");
    }

    [Fact]
    public async Task Database_and_role_are_called_as_the_options_say_and_a_cluster_may_get_others_later()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(Options))
            (await Sql.ScalarAsync(first.ConnectionString, "SELECT current_database() || current_user")).ShouldBe("embeddedembedded");

        await using var second = await EmbeddedPostgres.StartAsync(Options with { Database = "Shop \"two\"", Role = "user" });

        // A role named as a word of SQL, a database that needs quotes.
        (await Sql.ScalarAsync(second.ConnectionString, "SELECT current_database() || current_user")).ShouldBe("Shop \"two\"user");
        await Sql.RunAsync(second.ConnectionString, "CREATE SCHEMA mine");
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("o'brien")]
    [InlineData("")]
    [InlineData("postgres")]
    public async Task A_role_that_cannot_be_one_is_named_before_anything_is_made(string role)
    {
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(Options with { Role = role }));

        error.Message.ShouldContain($"Role is '{role}'");
        Directory.Exists(_folder.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_without_a_folder_leaves_none_behind()
    {
        string folder;
        await using (var server = await EmbeddedPostgres.StartAsync())
        {
            folder = Path.GetDirectoryName(Path.GetDirectoryName(server.LogFile))!;
            Directory.Exists(folder).ShouldBeTrue();
        }

        Directory.Exists(folder).ShouldBeFalse();
    }
}
