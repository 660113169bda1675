using System.Diagnostics;
using Confluent.Kafka;
using Npgsql;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Tests.Hosting;

/// <summary>Real processes that share, outlive and kill each other.</summary>
public sealed class SharedHostTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    HostFolder Folder => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_outlives_the_command_that_started_it_and_ends_after_the_last()
    {
        using var first = await GuestProcess.StartAsync("guest", _folder.Path);
        using var second = await GuestProcess.StartAsync("guest", _folder.Path);
        second.ConnectionString.ShouldBe(first.ConnectionString);

        await first.EndAsync();
        await Sql.RunAsync(second.ConnectionString, "CREATE TABLE kept (n int)");
        second.Kill();

        await HostIsGoneAsync();
        Directory
            .EnumerateFiles(_folder.Path, PostmasterFile.Name, SearchOption.AllDirectories)
            .ShouldBeEmpty("PostgreSQL was stopped in an orderly way");
    }

    [Fact]
    public async Task Of_several_commands_at_once_one_starts_the_host()
    {
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => EmbeddedServices.StartOrJoinAsync(TestOptions.In(_folder.Path), HostCommand.ThisProgram("host")))
        );

        all.Select(s => s.PostgresConnectionString).Distinct().Count().ShouldBe(1);
        all.Select(s => s.BootstrapServers).Distinct().Count().ShouldBe(1);
        foreach (var services in all)
            await services.DisposeAsync();
        await HostIsGoneAsync();
    }

    [Fact]
    public async Task A_killed_host_is_replaced_at_the_same_addresses_and_nothing_committed_is_lost()
    {
        await using (var services = await EmbeddedServices.StartOrJoinAsync(TestOptions.In(_folder.Path), HostCommand.ThisProgram("host")))
        {
            await Sql.RunAsync(services.PostgresConnectionString, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
            using var producer = new ProducerBuilder<Null, string>(
                new ProducerConfig { BootstrapServers = services.BootstrapServers }
            ).Build();
            (await producer.ProduceAsync("kept", new() { Value = "before" })).Offset.ShouldBe(new Offset(0));
            var host = HostFile.Read(Folder)!.Host;
            using (var process = Process.GetProcessById(host.Pid))
                process.Kill();

            await Eventually.TrueAsync(() => HostFile.Read(Folder) is { } now && now.Host != host, "another host");
            NpgsqlConnection.ClearAllPools();
            await Eventually.TrueAsync(
                () => AnswersAsync(services.PostgresConnectionString, "SELECT n FROM kept", 7),
                "PostgreSQL back at its address"
            );
            (await producer.ProduceAsync("kept", new() { Value = "after" })).Offset.ShouldBe(
                new Offset(1),
                "the same client goes on, after what it wrote before"
            );
        }
        await HostIsGoneAsync();
    }

    [Fact]
    public async Task A_killed_process_takes_its_own_server_with_it()
    {
        using var alone = await GuestProcess.StartAsync("alone", _folder.Path);
        (await AnswersAsync(alone.ConnectionString, "SELECT 1", 1)).ShouldBeTrue();

        alone.Kill();

        await Eventually.TrueAsync(async () => !await AnswersAsync(alone.ConnectionString, "SELECT 1", 1), "the server's end");
    }

    [Fact]
    public async Task Temporary_services_leave_nothing_behind()
    {
        string connection;
        await using (var temporary = await TemporaryServices.StartAsync(EmbeddedParts.Postgres))
        {
            connection = await temporary.Services.CreateDatabaseAsync("mine");
            (await Sql.ScalarAsync(connection, "SELECT current_database()")).ShouldBe("mine");
        }

        (await AnswersAsync(connection, "SELECT 1", 1)).ShouldBeFalse();
        Directory.EnumerateDirectories(Path.GetTempPath(), $"embedded-services-{Environment.ProcessId}-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_cannot_start_tells_why()
    {
        var broken = new HostCommand(["/bin/sh", "-c", "echo no such verb >&2; exit 3", "sh"]);

        var error = await Should.ThrowAsync<EmbeddedException>(() =>
            EmbeddedServices.StartOrJoinAsync(TestOptions.In(_folder.Path), broken)
        );

        error.Message.ShouldContain("no such verb");
    }

    [Fact]
    public async Task A_failure_nobody_foresaw_reaches_the_command_too()
    {
        // Where the broker wants a folder there is a file.
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "broker"), "");

        var error = await Should.ThrowAsync<EmbeddedException>(() =>
            EmbeddedServices.StartOrJoinAsync(TestOptions.In(_folder.Path), HostCommand.ThisProgram("host"))
        );

        error.Message.ShouldContain("broker");
        await HostIsGoneAsync();
    }

    [Fact]
    public async Task A_port_that_contradicts_the_running_service_is_named()
    {
        await using (var first = await EmbeddedServices.StartOrJoinAsync(TestOptions.In(_folder.Path), HostCommand.ThisProgram("host")))
        {
            var other = TestOptions.In(_folder.Path) with { BrokerPort = LoopbackPort.Choose(0, 0) };

            var error = await Should.ThrowAsync<EmbeddedException>(() =>
                EmbeddedServices.StartOrJoinAsync(other, HostCommand.ThisProgram("host"))
            );

            error.Message.ShouldContain($"not {other.BrokerPort}");
        }
        await HostIsGoneAsync();
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.Path, "a file");

        var error = await Should.ThrowAsync<EmbeddedException>(() => EmbeddedServices.StartInProcessAsync(TestOptions.In(_folder.Path)));

        error.Message.ShouldContain(_folder.Path);
        File.Delete(_folder.Path);
    }

    [Fact]
    public async Task A_service_that_cannot_start_tells_the_command_why()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var taken = TestOptions.In(_folder.Path) with { PostgresPort = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port };

        var error = await Should.ThrowAsync<EmbeddedException>(() =>
            EmbeddedServices.StartOrJoinAsync(taken, HostCommand.ThisProgram("host"))
        );

        error.Message.ShouldContain("the port is in use");
        await HostIsGoneAsync();
    }

    [Fact]
    public async Task External_services_need_no_host()
    {
        var external = TestOptions.In(_folder.Path) with { Kafka = "kafka:9092", Postgres = "Host=db" };

        await using var services = await EmbeddedServices.StartOrJoinAsync(external, new HostCommand(["/nonexistent"]));

        services.BootstrapServers.ShouldBe("kafka:9092");
        services.PostgresConnectionString.ShouldBe("Host=db");
        Directory.Exists(_folder.Path).ShouldBeFalse();
    }

    Task HostIsGoneAsync() =>
        Eventually.TrueAsync(
            () =>
            {
                using var held = FileLock.TryAcquire(Folder.HostLock);
                return held is not null && HostFile.Read(Folder) is null;
            },
            "the host's end"
        );

    static async Task<bool> AnswersAsync(string connectionString, string sql, object answer)
    {
        try
        {
            return Equals(await Sql.ScalarAsync(connectionString, sql), answer);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
