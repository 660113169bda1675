using Npgsql;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Postgres.Tests;

/// <summary>What the README shows first does what it says; it is this very code.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_asks_a_server()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync();
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 'hello ' || current_database()", connection);
        var greeting = await command.ExecuteScalarAsync();
        greeting.ShouldBe("hello embedded");
    }

    [Fact]
    public void The_README_shows_that_example() =>
        Readme
            .FirstExample("Streaming.Embedded.Postgres")
            .ShouldBeSubsetOf(Readme.Source("Streaming.Embedded.Postgres.Tests/ReadmeTests.cs"));
}
