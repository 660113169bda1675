using System.Net;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Gateway.Routes;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>
/// ASVS 8.2.1: every role calls every operation over HTTP, with nothing in the request. Who may is told what was wrong with that, or is
/// answered; who may not learns nothing else. Made from the operations: one that is added is called, too.
/// </summary>
public sealed class RoleMatrixTests(Services services) : IAsyncLifetime
{
    static readonly Dictionary<string, IOperation> Operations = OperationRegistry.All.ToDictionary(o => o.Info.Name);

    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, identity: true);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task ASVS_8_2_1_each_role_gets_at_its_operations_and_at_no_other()
    {
        var keys = new Dictionary<Role, string>();
        foreach (var role in Enum.GetValues<Role>())
            keys[role] = (await _gateway.KeyAsync([role])).Key;
        foreach (var (role, key) in keys)
        {
            using var client = _gateway.ClientOf(key);
            foreach (var route in RouteTable.All)
            {
                var cell = $"{role.Word()} calls {route.Operation}";
                using var answer = await CallAsync(client, route);
                if (Operations[route.Operation].Info.Role == role)
                {
                    answer.StatusCode.ShouldNotBe(HttpStatusCode.Forbidden, cell);
                    answer.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized, cell);
                    ((int)answer.StatusCode).ShouldBeLessThan(500, cell);
                }
                else if (route.Form == AnswerForm.Inference)
                {
                    // Told as the protocol has it.
                    answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, cell);
                }
                else
                {
                    var problem = await RunningGateway.JsonAsync(answer, 403);
                    problem.GetProperty("code").GetString().ShouldBe("refused", cell);
                    problem
                        .GetProperty("detail")
                        .GetString()!
                        .ShouldEndWith($"that takes the role {Operations[route.Operation].Info.Role.Word()}.");
                }
            }
        }

        // Each refusal is on record once the count is written.
        await _gateway.Log.FlushAsync();
        var refused = (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Limit: 10_000)))
            .Where(c => c.Outcome == "refused")
            .ToList();
        refused.ShouldAllBe(c => c.Who!.StartsWith("test (key ") && c.Address == "127.0.0.1");
        refused.Sum(c => c.Calls).ShouldBe(RouteTable.All.Count * (Enum.GetValues<Role>().Length - 1));
    }

    /// <summary>ASVS 8.2.2: who holds every role in one topology gets at nothing of another, nor of all.</summary>
    [Fact]
    public async Task ASVS_8_2_2_roles_that_hold_in_one_topology_hold_nowhere_else()
    {
        using var client = _gateway.ClientOf((await _gateway.KeyAsync(Enum.GetValues<Role>(), "another")).Key);
        foreach (var route in RouteTable.All)
        {
            using var answer = await CallAsync(client, route);
            var reach = Operations[route.Operation].Info.Reach;
            // What touches no topology is read before it is refused.
            var named = route.InPath.Contains("topology") || answer.StatusCode != HttpStatusCode.BadRequest;
            if (reach == Reach.Named && named)
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, route.Operation);
            else
                ((int)answer.StatusCode).ShouldBeInRange(200, 404, route.Operation);
        }

        // Whether there is such a topology, this does not tell.
        var there = await client.GetStringOfAsync($"/v1/topologies/{_shop.Name}/status");
        var none = await client.GetStringOfAsync("/v1/topologies/none/status");
        there.ShouldBe(none);
        (await client.GetStringAsync("/v1/topologies")).ShouldBe("[]");
        (await client.GetStringAsync("/v1/jobs")).ShouldContain("\"jobs\":[]");
    }

    [Fact]
    public async Task ASVS_16_3_1_who_shows_nothing_or_what_does_not_hold_is_refused_and_is_on_record()
    {
        using var nobody = new HttpClient { BaseAddress = _gateway.Address };
        foreach (var route in RouteTable.All)
        {
            using var answer = await CallAsync(nobody, route);
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"streaming\"");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route.Operation);
        }

        foreach (var path in new[] { "/openapi/v1.json", "/nothing/here" })
            (await nobody.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        foreach (var path in new[] { "/health/live", "/health/ready" })
            (await nobody.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);

        await _gateway.Log.FlushAsync();
        var strangers = (
            await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "authenticate"))
        ).ShouldHaveSingleItem();
        (strangers.Who, strangers.Address, strangers.Outcome, strangers.Calls).ShouldBe(
            (null, "127.0.0.1", "refused", RouteTable.All.Count + 2)
        );
    }

    async Task<HttpResponseMessage> CallAsync(HttpClient client, OperationRoute route)
    {
        var path = route.InPath.Aggregate(route.Path, (text, name) => text.Replace($"{{{name}}}", ValueOf(name)));
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
    }

    string ValueOf(string name) =>
        name switch
        {
            "topology" => _shop.Name,
            "id" => "1",
            "address" => "0:0",
            _ => "none",
        };
}
