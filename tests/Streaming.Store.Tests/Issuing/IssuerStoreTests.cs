using Npgsql;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store.Issuing;
using Streaming.Topology;

namespace Streaming.Store.Tests.Issuing;

public sealed class IssuerStoreTests(Server database)
{
    [Fact]
    public async Task A_client_is_kept_with_who_let_it_in_and_who_took_it_out_and_its_name_stays_taken()
    {
        using var store = await OpenAsync(database.NewSchema());
        (await store.AddClientAsync(Made("till"))).ShouldNotBeNull();
        (await store.AddClientAsync(Made("till"))).ShouldBeNull("the name is taken");
        (await store.RemoveClientAsync("till", "ada", "lost"))!.RemovedAt.ShouldNotBeNull();
        (await store.RemoveClientAsync("till", "bob", null))!.RemovedBy.ShouldBe("ada", "the first time counts");
        (await store.AddClientAsync(Made("till"))).ShouldBeNull("the name was taken");
        (await store.RemoveClientAsync("none", "ada", null)).ShouldBeNull();
        (await store.ReadClientsAsync()).ShouldHaveSingleItem().Made.By.ShouldBe("eve");
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_are_made_once_however_many_servers_need_them_and_again_where_somebody_asks()
    {
        var schema = database.NewSchema();
        using var one = await OpenAsync(schema);
        using var two = await OpenAsync(schema);
        var made = 0;
        KeptKeys? Make(IssuerKeyHistory history) =>
            history.Keys.Count == 0 || history.Wanted
                ? new KeptKeys($"{Interlocked.Increment(ref made)}", "secret", DateTimeOffset.UnixEpoch)
                : null;

        var read = await Task.WhenAll(one.AddKeysAsync(Make), two.AddKeysAsync(Make));
        read[0].Keys.ShouldHaveSingleItem().ShouldBe(read[1].Keys.ShouldHaveSingleItem());

        await one.AskForKeysAsync(atOnce: false, "ada", null);
        (await two.ReadKeysAsync()).Wanted.ShouldBeTrue();
        (await two.AddKeysAsync(Make)).Keys.Count.ShouldBe(2);
        (await one.ReadKeysAsync()).Wanted.ShouldBeFalse();

        await one.AskForKeysAsync(atOnce: true, "ada", "a copy was lost");
        (await two.ReadKeysAsync()).Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_key_of_a_history_that_was_altered_is_used()
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        await store.AddKeysAsync(_ => new KeptKeys("ours", "secret", DateTimeOffset.UnixEpoch));
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var command = source.CreateCommand(
                $"update {schema}.mt_events set data = jsonb_set(data, '{{Secret}}', '\"theirs\"') where stream_id = 'issuer/keys'"
            );
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        (await Should.ThrowAsync<StreamingException>(() => store.ReadKeysAsync())).Message.ShouldContain("altered");
        (await store.WalkAsync()).Faults.ShouldHaveSingleItem().Message.ShouldStartWith("issuer/keys/");
    }

    [Fact]
    public async Task What_is_over_is_forgotten_and_what_still_holds_is_not()
    {
        using var store = await OpenAsync(database.NewSchema());
        var tokens = new TokenStore(store.Documents);
        var now = TimeProvider.System.GetUtcNow();
        await tokens.CreateAsync(new IssuedToken { Id = "over", ExpiresAt = now.AddMinutes(-1) }, default);
        await tokens.CreateAsync(new IssuedToken { Id = "holds", ExpiresAt = now.AddHours(1) }, default);
        await store.PruneAsync(now, TimeSpan.FromMinutes(10));
        (await tokens.FindByIdAsync("over", default)).ShouldBeNull();
        (await tokens.FindByIdAsync("holds", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Tokens_are_found_and_taken_back_by_whose_they_are()
    {
        using var store = await OpenAsync(database.NewSchema());
        var tokens = new TokenStore(store.Documents);
        foreach (
            var (id, subject, client, type) in new[] { ("1", "ada", "till", "x"), ("2", "ada", "shop", "x"), ("3", "bob", "till", "y") }
        )
        {
            await tokens.CreateAsync(
                new IssuedToken
                {
                    Id = id,
                    Subject = subject,
                    Client = client,
                    Type = type,
                    Status = "valid",
                },
                default
            );
        }

        (await IdsAsync(tokens.FindBySubjectAsync("ada", default))).ShouldBe(["1", "2"], ignoreOrder: true);
        (await IdsAsync(tokens.FindAsync("ada", "till", "valid", null, default))).ShouldBe(["1"]);
        (await tokens.RevokeByApplicationIdAsync("till", default)).ShouldBe(2);
        (await IdsAsync(tokens.FindAsync(null, null, "revoked", null, default))).ShouldBe(["1", "3"], ignoreOrder: true);
        (await tokens.RevokeAsync("ada", null, null, "x", default)).ShouldBe(2);
        (await tokens.CountAsync(default)).ShouldBe(3);

        static async Task<List<string>> IdsAsync(IAsyncEnumerable<IssuedToken> found) => await found.Select(t => t.Id).ToListAsync();
    }

    /// <summary>ASVS 10.4.2: of several who use up the same thing at the same time one gets through.</summary>
    [Fact]
    public async Task ASVS_10_4_2_of_those_who_change_the_same_token_at_once_all_but_one_are_too_late()
    {
        using var store = await OpenAsync(database.NewSchema());
        var tokens = new TokenStore(store.Documents);
        await tokens.CreateAsync(new IssuedToken { Id = "code", Status = "valid" }, default);
        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await tokens.FindByIdAsync("code", default))!));
        var redeemed = await Task.WhenAll(
            read.Select(async token =>
            {
                token.Status = "redeemed";
                try
                {
                    await tokens.UpdateAsync(token, default);
                    return true;
                }
                catch (OpenIddict.Abstractions.OpenIddictExceptions.ConcurrencyException)
                {
                    return false;
                }
            })
        );
        redeemed.Count(done => done).ShouldBe(1);
    }

    static NewClient Made(string id) => new(id, "00", ["publisher"]) { By = "eve" };

    async Task<IssuerStore> OpenAsync(string schema)
    {
        var store = new IssuerStore(database.ConnectionString, TimeProvider.System, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
