using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Streaming.Embedded.Postgres.Hosting;
using Streaming.Embedded.Postgres.Xunit;

namespace Streaming.Embedded.Postgres.Tests.Hosting;

public sealed class EmbeddedPostgresServiceTests
{
    /// <summary>Fails where the server starts with the others or ends before them.</summary>
    [Fact]
    public async Task Services_that_were_added_before_it_find_the_server_from_their_start_to_their_end()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService<Asker>().AddEmbeddedPostgres().AddHealthChecks().AddEmbeddedPostgres();
        using var host = builder.Build();
        var asker = host.Services.GetServices<IHostedService>().OfType<Asker>().Single();
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        await host.StartAsync();
        (await checks.CheckHealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
        await host.StopAsync();
        asker.Heard.ShouldBe([42, 42]);
        (await checks.CheckHealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
        Should
            .Throw<InvalidOperationException>(() => host.Services.GetRequiredService<EmbeddedPostgresService>().ConnectionString)
            .Message.ShouldContain("ends with it");
    }

    /// <summary>Fails where a host that never came up leaves the server running.</summary>
    [Fact]
    public async Task A_host_whose_start_fails_leaves_no_server_behind()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddEmbeddedPostgres().AddHostedService<Failing>();
        var host = builder.Build();
        await Should.ThrowAsync<NotSupportedException>(() => host.StartAsync());
        var server = host.Services.GetRequiredService<EmbeddedPostgresService>().ConnectionString;
        host.Dispose();
        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(server, "select 42"));
    }

    /// <summary>Fails where two tests are given one database, or where the fixture's server outlives it.</summary>
    [Fact]
    public async Task The_fixture_gives_each_test_a_database_of_its_own()
    {
        var fixture = new PostgresFixture();
        await fixture.InitializeAsync();
        var databases = await Task.WhenAll(fixture.NewDatabaseAsync(), fixture.NewDatabaseAsync());
        foreach (var database in databases)
            (await AskAsync(database, "create table t (x int); select 42")).ShouldBe(42);
        await fixture.DisposeAsync();
        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(databases[0], "select 42"));
    }

    static async Task<object?> AskAsync(string connectionString, string query)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(query);
        return await command.ExecuteScalarAsync();
    }

    sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class Asker(EmbeddedPostgresService postgres) : IHostedService
    {
        public List<object?> Heard { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => HearAsync();

        public Task StopAsync(CancellationToken cancellationToken) => HearAsync();

        async Task HearAsync() => Heard.Add(await AskAsync(postgres.ConnectionString, "select 42"));
    }
}
