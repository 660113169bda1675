using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Streaming.Application.ListUsers;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.RemoveUser;
using Streaming.Application.SetPassword;
using Streaming.Application.VerifyIssuer;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>People who sign in at the gateway, for a program at another device (RFC 8628).</summary>
public sealed class OwnIssuerPeopleTests(Services services) : IAsyncLifetime
{
    const int Passwords = 4;

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await OwnIssuer.StartAsync(services, _database, _shop, limits: new GatewayLimits { Passwords = Passwords });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task Somebody_signs_in_for_another_device_and_it_acts_for_them_until_they_are_taken_out()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer, Role.Auditor], _shop.Name);
        var (device, code, page) = await _gateway.BeginAsync();
        page.ShouldBe(new Uri(_gateway.Address, "connect/verify"));
        Person.ErrorOf(await _gateway.PollAsync(device)).ShouldBe("authorization_pending");
        (await _gateway.Client.GetStringAsync(page)).ShouldContain("Type the code");
        using (var shown = await _gateway.Client.GetAsync($"{page}?user_code={code}"))
        {
            var form = await shown.Content.ReadAsStringAsync();
            form.ShouldContain("streaming-cli wants to act for you");
            form.ShouldContain(code);
            var policy = shown.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("form-action 'self'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
        }

        (await _gateway.DecideAsync(code, "ada", "not this one at all")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.Forbidden),
            a => a.Page.ShouldContain("Name or password is wrong.")
        );
        Person.ErrorOf(await _gateway.PollAsync(device)).ShouldBe("authorization_pending");
        (await _gateway.DecideAsync(code, "ada")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.OK),
            a => a.Page.ShouldContain("may act for you now")
        );
        var (access, refresh) = Person.Tokens(await _gateway.PollAsync(device));
        (await _gateway.CallAsync(access, $"/v1/topologies/{_shop.Name}/drawing")).ShouldBe(HttpStatusCode.OK);
        (await _gateway.CallAsync(access, "/v1/topologies/another/drawing")).ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.CallAsync(access, "/v1/users")).ShouldBe(HttpStatusCode.Forbidden);

        (await _gateway.RunAsync(new RemoveUserOperation(), new RemoveUserRequest("ada"))).RemovedAt.ShouldNotBeNull();
        await GoneAsync(access);
        Person.ErrorOf(await _gateway.RefreshAsync(refresh)).ShouldBe("invalid_grant");

        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest());
        calls.ShouldContain(c =>
            c.Operation == "issuer.approve" && c.Who == "ada (user)" && c.Outcome == "done" && c.Address == "127.0.0.1"
        );
        calls.ShouldContain(c => c.Operation == "issuer.approve" && c.Who == null && c.Outcome == "wrong_password");
        calls.ShouldContain(c => c.Operation == "issuer.token" && c.Who == "ada (user)" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "topology.draw" && c.Who == "ada (user)" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "user.add" && c.About == $"ada: viewer auditor in {_shop.Name}");
        (await _gateway.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest())).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_refuses_gives_nothing_and_is_on_the_log()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var (device, code, _) = await _gateway.BeginAsync();
        (await _gateway.DecideAsync(code, "", "", "refuse")).Page.ShouldContain("gets nothing");
        Person.ErrorOf(await _gateway.PollAsync(device)).ShouldBe("access_denied");
        (await _gateway.DecideAsync(code, "ada")).Status.ShouldBe(HttpStatusCode.BadRequest, "a code is decided about once");
        (await _gateway.DecideAsync("000000000000", "ada")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await _gateway.Log.FlushAsync();
        (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "issuer.approve")))
            .Select(c => c.Outcome)
            .Distinct()
            .ShouldBe(["access_denied", "no_code"], ignoreOrder: true);
    }

    /// <summary>ASVS 10.4.11: a program has no more than it asks for on somebody's behalf, and no more than they may have.</summary>
    [Fact]
    public async Task ASVS_10_4_11_a_program_has_the_roles_that_it_asks_for_of_those_that_somebody_has()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer, Role.Auditor]);
        RolesOf((await _gateway.SignInAsync("ada")).Access).ShouldBe(["viewer", "auditor"], ignoreOrder: true);
        var (access, refresh) = await _gateway.SignInAsync("ada", "viewer administrator");
        RolesOf(access).ShouldBe(["viewer"]);
        RolesOf(Person.Tokens(await _gateway.RefreshAsync(refresh)).Access).ShouldBe(["viewer"]);
        var (none, noneAgain) = await _gateway.SignInAsync("ada", "administrator");
        RolesOf(none).ShouldBeEmpty();
        RolesOf(Person.Tokens(await _gateway.RefreshAsync(noneAgain)).Access).ShouldBeEmpty();
    }

    /// <summary>ASVS 10.4.5: a refresh token is exchanged once; whoever shows it again ends all that came of it.</summary>
    [Fact]
    public async Task ASVS_10_4_5_a_refresh_token_that_is_shown_twice_ends_all_that_came_of_it()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var (first, stolen) = await _gateway.SignInAsync("ada");
        var (second, next) = Person.Tokens(await _gateway.RefreshAsync(stolen));
        next.ShouldNotBe(stolen);
        (await _gateway.CallAsync(second)).ShouldBe(HttpStatusCode.OK);
        Person.ErrorOf(await _gateway.RefreshAsync(stolen)).ShouldBe("invalid_grant");
        Person.ErrorOf(await _gateway.RefreshAsync(next)).ShouldBe("invalid_grant");
        await GoneAsync(first);
        await GoneAsync(second);
    }

    /// <summary>ASVS 10.4.8: exchanging a refresh token does not make it hold longer.</summary>
    [Fact]
    public async Task ASVS_10_4_8_refresh_tokens_end_a_fixed_time_after_signing_in()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var (_, refresh) = await _gateway.SignInAsync("ada");
        var ends = await EndsAsync();
        var limit = TimeProvider.System.GetUtcNow() + Application.Issuing.TokenLives.Refresh;
        ends.ShouldHaveSingleItem().ShouldBeInRange(limit.AddMinutes(-2), limit.AddSeconds(1));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await _gateway.RefreshAsync(refresh);
        (await EndsAsync()).ShouldAllBe(e => (e - ends[0]).Duration() < TimeSpan.FromSeconds(1));
    }

    /// <summary>ASVS 7.4.1, 10.4.9: who signs out has nothing left that opens anything; other sessions of theirs go on.</summary>
    [Fact]
    public async Task ASVS_7_4_1_and_10_4_9_signing_out_ends_the_session_and_no_other()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var here = await _gateway.SignInAsync("ada");
        var there = await _gateway.SignInAsync("ada");
        (await _gateway.FormAsync("revoke", ("token", here.Refresh), ("client_id", "streaming-cli"))).Status.ShouldBe(200);
        await GoneAsync(here.Access);
        Person.ErrorOf(await _gateway.RefreshAsync(here.Refresh)).ShouldBe("invalid_grant");
        (await _gateway.CallAsync(there.Access)).ShouldBe(HttpStatusCode.OK);
        Person.Tokens(await _gateway.RefreshAsync(there.Refresh));
    }

    /// <summary>ASVS 7.4.2, 7.4.3: with the password, and with the account, all sessions end.</summary>
    [Fact]
    public async Task ASVS_7_4_3_another_password_ends_all_sessions()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var (access, refresh) = await _gateway.SignInAsync("ada");
        await _gateway.RunAsync(new SetPasswordOperation(), new SetPasswordRequest("ada", "eleven quiet harbours"));
        await GoneAsync(access);
        Person.ErrorOf(await _gateway.RefreshAsync(refresh)).ShouldBe("invalid_grant");
        var (device, code, _) = await _gateway.BeginAsync();
        (await _gateway.DecideAsync(code, "ada")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.DecideAsync(code, "ada", "eleven quiet harbours")).Status.ShouldBe(HttpStatusCode.OK);
        Person.Tokens(await _gateway.PollAsync(device));
    }

    /// <summary>ASVS 6.2.2, 6.2.3, 7.4.3: people change their passwords by the ones that they have, and all their sessions
    /// end.</summary>
    [Fact]
    public async Task ASVS_6_2_2_and_6_2_3_people_change_their_passwords_by_the_ones_that_they_have()
    {
        const string Next = "eleven quiet harbours";
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        await _gateway.AddPersonAsync("bob", [Role.Viewer]);
        using (var shown = await _gateway.Client.GetAsync("/connect/password"))
        {
            shown.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("form-action 'self'");
            shown.Headers.CacheControl!.NoStore.ShouldBeTrue();
            (await shown.Content.ReadAsStringAsync()).ShouldContain("current-password");
        }

        (await _gateway.ChangeAsync("bob", "not this one at all", Next)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.Forbidden),
            a => a.Page.ShouldContain("Name or password is wrong.")
        );
        (await _gateway.ChangeAsync("bob", Person.Password, "password1234")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.BadRequest),
            a => a.Page.ShouldContain("easily guessed")
        );
        (await _gateway.ChangeAsync("bob", Person.Password, Next, "eleven quiet harbors")).Page.ShouldContain("differ");
        await _gateway.SignInAsync("bob");

        var (access, refresh) = await _gateway.SignInAsync("ada");
        (await _gateway.ChangeAsync("ada", Person.Password, Next)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.OK),
            a => a.Page.ShouldContain("Your password is changed")
        );
        await GoneAsync(access);
        Person.ErrorOf(await _gateway.RefreshAsync(refresh)).ShouldBe("invalid_grant");
        var (device, code, _) = await _gateway.BeginAsync();
        (await _gateway.DecideAsync(code, "ada")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.DecideAsync(code, "ada", Next)).Status.ShouldBe(HttpStatusCode.OK);
        Person.Tokens(await _gateway.PollAsync(device));

        await _gateway.Log.FlushAsync();
        (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "issuer.password")))
            .Select(c => (c.Who, c.Outcome))
            .ShouldBe([(null, "wrong_password"), ("bob (user)", "weak_password"), ("ada (user)", "done")], ignoreOrder: true);
        (await _gateway.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest())).Faults.ShouldBeEmpty();
    }

    /// <summary>ASVS 6.3.1, 3.5.3: the page is no way around the limits, nor for forms of other sites.</summary>
    [Fact]
    public async Task ASVS_6_3_1_passwords_are_guessed_no_faster_where_they_are_changed()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        for (var i = 0; i < Passwords; i++)
            (await _gateway.ChangeAsync("ada", $"wrong number {i}", "eleven quiet harbours")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.ChangeAsync("ada", Person.Password, "eleven quiet harbours")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/connect/password")
        {
            Headers = { { "Origin", "https://evil.example" } },
            Content = new FormUrlEncodedContent([]),
        };
        (await _gateway.Client.SendAsync(foreign)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        (await _gateway.Client.PostAsync("/connect/password", json)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await _gateway.Client.DeleteAsync("/connect/password")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    /// <summary>ASVS 6.3.1: passwords under one name are guessed slowly, and the right one is not told from others meanwhile.</summary>
    [Fact]
    public async Task ASVS_6_3_1_after_some_wrong_passwords_none_is_looked_at_for_a_while()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        await _gateway.AddPersonAsync("bob", [Role.Viewer]);
        var (_, code, _) = await _gateway.BeginAsync();
        for (var i = 0; i < Passwords; i++)
            (await _gateway.DecideAsync(code, "ada", $"wrong number {i}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.DecideAsync(code, "ada")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _gateway.DecideAsync(code, "bob")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>ASVS 6.3.8: who has no account is refused as one with a wrong password.</summary>
    [Fact]
    public async Task ASVS_6_3_8_it_is_not_told_who_has_an_account()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        var (_, code, _) = await _gateway.BeginAsync();
        var wrong = await _gateway.DecideAsync(code, "ada", "wrong number 1");
        (await _gateway.DecideAsync(code, "eve", "wrong number 1")).ShouldBe(wrong);
        (await _gateway.DecideAsync(code, "", "")).ShouldBe(wrong);
    }

    /// <summary>Links of other sites may lead to a page; their forms may not.</summary>
    [Fact]
    public async Task Pages_of_other_sites_lead_there_and_send_nothing()
    {
        (await VisitAsync(HttpMethod.Get, "/connect/verify", "document")).ShouldBe(HttpStatusCode.OK);
        (await VisitAsync(HttpMethod.Get, "/connect/verify", "iframe")).ShouldBe(HttpStatusCode.Forbidden);
        (await VisitAsync(HttpMethod.Post, "/connect/verify", "document")).ShouldBe(HttpStatusCode.Forbidden);
        (await VisitAsync(HttpMethod.Get, "/v1/topologies", "document")).ShouldBe(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> VisitAsync(HttpMethod method, string path, string where)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            request.Headers.Add("Sec-Fetch-Dest", where);
            using var answer = await _gateway.Client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Somebody_whose_history_was_altered_does_not_sign_in_and_is_named()
    {
        await _gateway.AddPersonAsync("ada", [Role.Viewer]);
        await using (var source = Npgsql.NpgsqlDataSource.Create(_database))
        {
            await using var command = source.CreateCommand(
                "update streaming_issuer.mt_events set data = jsonb_set(data, '{Made,Roles}', '[\"administrator\"]')"
                    + " where stream_id = 'user/ada'"
            );
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var (_, code, _) = await _gateway.BeginAsync();
        (await _gateway.DecideAsync(code, "ada")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.RunAsync(new ListUsersOperation(), new ListUsersRequest())).ShouldBeEmpty();
        (await _gateway.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest()))
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith("user/ada/");
    }

    [Fact]
    public async Task A_library_of_another_hand_signs_somebody_in_for_another_device()
    {
        Assert.SkipUnless(DebianPython.Has("oauthlib"), "needs oauthlib: apt-get install python3-oauthlib");
        await _gateway.AddPersonAsync("ada", [Role.Viewer, Role.Auditor]);
        var script = Path.Combine(AppContext.BaseDirectory, "Foreign", "device_by_oauthlib.py");
        var (output, error) = await ForeignProgram.RunAsync([
            DebianPython.Program,
            script,
            _gateway.Address.AbsoluteUri,
            "streaming-cli",
            "ada",
            Person.Password,
            "v1/topologies",
        ]);
        output.Trim().ShouldBe("authorization_pending viewer 200", error);
    }

    Task GoneAsync(string access) =>
        Eventually.TrueAsync(
            async () => await _gateway.CallAsync(access) == HttpStatusCode.Unauthorized,
            "the gateway hears that it is over"
        );

    /// <summary>When refresh tokens end, as they are kept.</summary>
    async Task<List<DateTimeOffset>> EndsAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(
            "select (data->>'ExpiresAt')::timestamptz from streaming_issuer.mt_doc_issuedtoken where data->>'Type' like '%refresh_token'"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var ends = new List<DateTimeOffset>();
        while (await reader.ReadAsync())
            ends.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0));
        return ends;
    }

    static List<string> RolesOf(string token) => [.. new JsonWebToken(token).Claims.Where(c => c.Type == "roles").Select(c => c.Value)];
}
