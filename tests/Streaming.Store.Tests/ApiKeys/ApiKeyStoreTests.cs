using System.Globalization;
using Npgsql;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store.ApiKeys;

namespace Streaming.Store.Tests.ApiKeys;

public sealed class ApiKeyStoreTests(Server database)
{
    [Fact]
    public async Task A_key_is_kept_with_who_made_it_and_who_took_it_back()
    {
        using var store = await OpenAsync(database.NewSchema());
        (await store.AddAsync(Made("a"))).ShouldNotBeNull();
        (await store.AddAsync(Made("b") with { Topologies = ["shop"] })).ShouldNotBeNull();
        (await store.AddAsync(Made("a") with { Name = "another" })).ShouldBeNull("the id is taken");
        (await store.RevokeAsync("a", "ada", "lost"))!.RevokedAt.ShouldNotBeNull();
        (await store.RevokeAsync("a", "bob", null))!.RevokedBy.ShouldBe("ada", "the first time counts");
        (await store.RevokeAsync("c", "ada", null)).ShouldBeNull();

        var keys = await store.ReadAsync();
        keys.Select(k => (k.Made.Id, k.Made.Name, k.Made.By, k.RevokedAt is not null))
            .ShouldBe([("a", "till", "eve", true), ("b", "till", "eve", false)]);
        keys[1].Made.Topologies.ShouldBe(["shop"]);
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
    }

    /// <summary>Whoever can write to the database could otherwise give a key roles, or make one that was taken back hold again.</summary>
    [Theory]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Made,Roles}}', '[\"administrator\"]') where stream_id = 'apikey/a'")]
    [InlineData("delete from {0}.mt_events where stream_id = 'apikey/a' and version = 2")]
    [InlineData("update {0}.mt_events set data = data - 'By' where stream_id = 'apikey/a' and version = 2")]
    [InlineData("update {0}.mt_events set type = 'other' where stream_id = 'apikey/a' and version = 2")]
    public async Task A_key_whose_history_was_altered_is_none_and_is_named(string harm)
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        await store.AddAsync(Made("a"));
        await store.AddAsync(Made("b"));
        await store.RevokeAsync("a", "ada", "lost");
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var command = source.CreateCommand(string.Format(CultureInfo.InvariantCulture, harm, schema));
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        (await store.ReadAsync()).Select(k => k.Made.Id).ShouldBe(["b"]);
        (await store.WalkAsync()).Faults.ShouldHaveSingleItem().Message.ShouldStartWith("apikey/a/");
    }

    static NewApiKey Made(string id) => new(id, "till", "00", ["publisher"], DateTimeOffset.UnixEpoch) { By = "eve" };

    async Task<ApiKeyStore> OpenAsync(string schema)
    {
        var store = new ApiKeyStore(database.ConnectionString, TimeProvider.System, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
