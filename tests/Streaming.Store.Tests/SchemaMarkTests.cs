using Streaming.Store.HashChains;

namespace Streaming.Store.Tests;

public sealed class SchemaMarkTests(Server server)
{
    /// <summary>A command that altered tables at each start would wait behind a long reader, and hold up whoever comes after it.</summary>
    [Fact]
    public async Task A_start_that_finds_everything_made_waits_for_no_reader()
    {
        var schema = server.NewSchema();
        using var first = await server.OpenAsync(schema);
        await using var reader = await server.Source.OpenConnectionAsync();
        await using var backup = await reader.BeginTransactionAsync();
        await using (var reading = reader.CreateCommand())
        {
            // As strong as any lock: whoever touches the table waits.
            reading.CommandText = $"lock table {schema}.mt_events, {schema}.mt_streams in access exclusive mode";
            await reading.ExecuteNonQueryAsync();
        }

        using var second = await server.OpenAsync(schema).WaitAsync(TimeSpan.FromSeconds(30));
        await backup.RollbackAsync();
        (await new HashChainStore(second).AppendAsync("one", _ => new Happened(1, DateTimeOffset.UnixEpoch, []))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_another_version_made_is_made_again()
    {
        var schema = server.NewSchema();
        using var first = await server.OpenAsync(schema);
        await server.ExecuteAsync($"drop table {schema}.mt_events cascade; comment on schema {schema} is 'streaming histories 0'");
        using var second = await server.OpenAsync(schema);
        (await new HashChainStore(second).AppendAsync("one", _ => new Happened(1, DateTimeOffset.UnixEpoch, []))).ShouldHaveSingleItem();
    }
}
