using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A decision is contested, and a person answers; where two have to, the second one does.</summary>
public sealed class ContestTests(Services services)
{
    [Fact]
    public async Task What_is_contested_is_answered_and_the_answer_stands()
    {
        await using var scene = await Scene.StartAsync(services, "oversight: { answer_within: 1ms }");
        var (ann, path) = (await scene.CallerAsync(), scene.Path);
        (await Scene.PostAsync(ann, $"{path}/contests", """{"id":"o3"}""", 400, because: null))
            .GetProperty("cure")
            .GetProperty("text")
            .GetString()
            .ShouldBe("Send the header Streaming-Because.");
        (await Scene.PostAsync(ann, $"{path}/contests", """{"id":"none"}""", 404)).GetProperty("detail").GetString()!.ShouldContain("none");

        var first = await Scene.PostAsync(ann, $"{path}/contests", """{"id":"o3"}""", 200);
        var second = await Scene.PostAsync(ann, $"{path}/contests", """{"id":"o4"}""", 200);
        (Text(first, "decision"), Text(first, "state"), Text(first, "why")).ShouldBe(("small", "open", "a test"));
        await Eventually.TrueAsync(
            async () => (await Scene.GetAsync(ann, $"{path}/status")).GetProperty("contests").GetProperty("overdue").GetInt32() == 2,
            "both are overdue"
        );

        var answered = await Scene.PostAsync(ann, Of(scene, first, "answer"), """{"decision":"large"}""", 200);
        (Text(answered, "state"), answered.GetProperty("overdue").GetBoolean()).ShouldBe(("overruled", false));
        var given = (await scene.OverridesAsync(ann, "o3")).ShouldHaveSingleItem();
        (Text(given, "decision"), Text(given, "because")).ShouldBe(("large", "a test"));
        (await Scene.PostAsync(ann, Of(scene, first, "answer"), """{"uphold":true}""", 409))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("'large' stands");

        // What another command has done already, as that of an answer does whose history was not written before a crash, is not done twice.
        await Scene.PostAsync(ann, $"{path}/override", """{"id":"o4","decision":"large"}""", 200);
        Text(await Scene.PostAsync(ann, Of(scene, second, "answer"), """{"decision":"large"}""", 200), "state").ShouldBe("overruled");
        (await scene.OverridesAsync(ann, "o4")).Count.ShouldBe(1);

        var third = await Scene.PostAsync(ann, $"{path}/contests", """{"id":"o5"}""", 200);
        foreach (var wrong in new[] { "{}", """{"uphold":true,"decision":"large"}""", """{"decision":"huge"}""" })
            await Scene.PostAsync(ann, Of(scene, third, "answer"), wrong, 400);
        Text(await Scene.PostAsync(ann, Of(scene, third, "answer"), """{"uphold":true}""", 200), "state").ShouldBe("upheld");
        (await scene.OverridesAsync(ann, "o5")).ShouldBeEmpty();
        (await Scene.GetAsync(ann, $"{path}/contests?open=true")).GetProperty("contests").GetArrayLength().ShouldBe(0);
        (await Scene.GetAsync(ann, $"{path}/contests"))
            .GetProperty("contests")
            .EnumerateArray()
            .Select(c => Text(c, "state"))
            .ShouldBe(["overruled", "overruled", "upheld"]);
        (await Scene.PostAsync(ann, $"{path}/contests/none/answer", """{"uphold":true}""", 404))
            .GetProperty("cure")
            .GetProperty("text")
            .GetString()!
            .ShouldContain("/contests");
    }

    [Fact]
    public async Task Where_it_takes_two_one_person_alone_changes_nothing()
    {
        await using var scene = await Scene.StartAsync(services, "oversight: { four_eyes: true }");
        var (ann, bob, path) = (await scene.CallerAsync(), await scene.CallerAsync(), scene.Path);
        var waiting = await Scene.PostAsync(ann, $"{path}/override", """{"id":"o3","decision":"large"}""", 200);
        waiting.GetProperty("command").ValueKind.ShouldBe(JsonValueKind.Null);
        var contest = await Scene.GetAsync(ann, $"{path}/contests/{Text(waiting, "contest")}");
        Text(contest, "state").ShouldBe("proposed");
        (await scene.OverridesAsync(ann, "o3")).ShouldBeEmpty();

        (await Scene.PostAsync(ann, Of(scene, contest, "agreement"), """{"decision":"large"}""", 409))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("somebody else has to agree");
        (await Scene.PostAsync(bob, Of(scene, contest, "agreement"), """{"decision":"small"}""", 409))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("not 'small'");
        await Scene.PostAsync(bob, Of(scene, contest, "agreement"), """{"decision":"large","decline":true}""", 400, because: null);
        Text(await Scene.PostAsync(bob, Of(scene, contest, "agreement"), """{"decision":"large","decline":true}""", 200), "state")
            .ShouldBe("open");
        (await scene.OverridesAsync(ann, "o3")).ShouldBeEmpty();

        await Scene.PostAsync(ann, Of(scene, contest, "answer"), """{"decision":"large"}""", 200);
        var agreed = await Scene.PostAsync(bob, Of(scene, contest, "agreement"), """{"decision":"large"}""", 200, because: null);
        Text(agreed, "state").ShouldBe("overruled");
        agreed
            .GetProperty("answer")
            .GetProperty("agreed_by")
            .GetString()
            .ShouldNotBe(agreed.GetProperty("answer").GetProperty("by").GetString());
        var given = (await scene.OverridesAsync(ann, "o3")).ShouldHaveSingleItem();
        Text(given, "because").ShouldContain("agreed by");
    }

    [Fact]
    public async Task What_people_decide_is_learnt_from_where_the_topology_says_so()
    {
        await using var scene = await Scene.StartAsync(services, "", labels: true);
        var (ann, path) = (await scene.CallerAsync(), scene.Path);
        // Said while the server runs, after it has opened what it publishes with.
        await Scene.PostAsync(ann, $"{path}/events", """{"id":"o10","at":"2026-03-04T10:01:00Z","customer":"c1","amount":1}""", 200);
        scene.Declare("oversight: { labels: { large: true, small: false }, label_kind: kind }");
        await Scene.PostAsync(ann, $"{path}/override", """{"id":"o3","decision":"large"}""", 200);
        var contest = await Scene.PostAsync(ann, $"{path}/contests", """{"id":"o4"}""", 200);
        await Scene.PostAsync(ann, Of(scene, contest, "answer"), """{"uphold":true}""", 200);

        foreach (var (id, truth) in new[] { ("o3", true), ("o4", false) })
        {
            JsonElement label = default;
            await Eventually.TrueAsync(
                async () =>
                {
                    var labels = (await Scene.GetAsync(ann, $"{path}/record?id={id}"))[0].GetProperty("labels");
                    if (labels.GetArrayLength() == 0)
                        return false;
                    labels.GetArrayLength().ShouldBe(1);
                    label = labels[0].GetProperty("fields");
                    return true;
                },
                $"the label of {id} is recorded"
            );
            (label.GetProperty("good").GetBoolean(), Text(label, "kind")).ShouldBe((truth, "override"));
        }
    }

    static string Of(Scene scene, JsonElement contest, string what) => $"{scene.Path}/contests/{Text(contest, "id")}/{what}";

    static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    /// <summary>A gateway with a pipeline that has decided about ten events.</summary>
    sealed class Scene(ShopTopology shop, RunningGateway gateway) : IAsyncDisposable
    {
        readonly List<HttpClient> _callers = [];

        public string Path => $"/v1/topologies/{shop.Name}";

        public static async Task<Scene> StartAsync(Services services, string oversight, bool labels = false)
        {
            var shop = new ShopTopology(labels: labels, explain: oversight);
            var gateway = await RunningGateway.StartAsync(
                services,
                await services.NewDatabaseAsync(),
                [shop.File],
                jobs: 0,
                identity: true
            );
            gateway.RunPipeline(shop);
            await gateway.PublishAsync(
                shop,
                Enumerable
                    .Range(0, 10)
                    .Select(i => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:{{i:00}}Z","customer":"c{{i % 3}}","amount":{{i}}}""")
            );
            return new Scene(shop, gateway);
        }

        public void Declare(string keys) => File.AppendAllText(shop.File, keys + "\n");

        public async Task<HttpClient> CallerAsync()
        {
            var key = await gateway.KeyAsync([Role.Operator, Role.Auditor, Role.Viewer, Role.Publisher]);
            _callers.Add(gateway.ClientOf(key.Key));
            return _callers[^1];
        }

        public static async Task<JsonElement> GetAsync(HttpClient caller, string path) =>
            await RunningGateway.JsonAsync(await caller.GetAsync(path), 200);

        public static async Task<JsonElement> PostAsync(HttpClient caller, string path, string body, int status, string? because = "a test")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            };
            if (because is not null)
                request.Headers.Add("Streaming-Because", because);
            return await RunningGateway.JsonAsync(await caller.SendAsync(request), status);
        }

        public async Task<IReadOnlyList<JsonElement>> OverridesAsync(HttpClient caller, string id) =>
            [.. (await GetAsync(caller, $"{Path}/record?id={id}"))[0].GetProperty("overrides").EnumerateArray()];

        public async ValueTask DisposeAsync()
        {
            _callers.ForEach(c => c.Dispose());
            await gateway.DisposeAsync();
            shop.Dispose();
        }
    }
}
