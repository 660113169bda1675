using System.Net;
using Streaming.Application.Operations;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>ASVS 8.2.3: the same records, to somebody who may see personal fields, and to somebody who may not.</summary>
public sealed class PersonalFieldTests(Services services) : IAsyncLifetime
{
    const string Secret = "anna-4711";

    readonly ShopTopology _shop = new(personal: true);
    RunningGateway _gateway = null!;

    string Path => $"/v1/topologies/{_shop.Name}";

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, identity: true);
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(
            _shop,
            [
                $$"""{"id":"o1","at":"2026-03-04T10:00:00Z","customer":"{{Secret}}","amount":7}""",
                $$"""{"id":"o2","at":"2026-03-04T10:00:01Z","customer":"{{Secret}}","amount":-1}""",
            ]
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task ASVS_8_2_3_personal_fields_come_masked_unless_the_role_may_see_them()
    {
        Role[] reading = [Role.Auditor, Role.Operator, Role.Subscriber];
        using var other = _gateway.ClientOf((await _gateway.KeyAsync(reading)).Key);
        using var officer = _gateway.ClientOf((await _gateway.KeyAsync([.. reading, Role.PrivacyOfficer])).Key);
        string[] paths =
        [
            "/record?id=o1",
            "/record?id=o2",
            "/records",
            "/quarantine",
            "/quarantine/0:0",
            "/quarantine/1:0",
            "/export?format=csv",
            "/export?format=csv&columns=id,customer,key,raw",
            "/predictions",
            "/predictions?from_beginning=true",
        ];
        var seen = 0;
        foreach (var path in paths)
        {
            using var masked = await other.GetAsync(Path + path);
            using var whole = await officer.GetAsync(Path + path);
            masked.StatusCode.ShouldBe(whole.StatusCode, path);
            (await masked.Content.ReadAsStringAsync()).ShouldNotContain(Secret, customMessage: path);
            seen += (await whole.Content.ReadAsStringAsync()).Contains(Secret) ? 1 : 0;
        }

        // One of the two partitions has the rejected record.
        seen.ShouldBe(paths.Length - 1);
        // Bytes are written as hexadecimal or base 64 digits, so that the text is not found in them.
        var bytes = $"{Path}/export?format=csv&columns=key,raw";
        (await other.GetStringAsync(bytes)).ReplaceLineEndings("\n").TrimEnd().Split('\n').Skip(1).ShouldBe([",", ","]);
        (await officer.GetStringAsync(bytes)).ReplaceLineEndings("\n").TrimEnd().Split('\n').Skip(1).ShouldContain(row => row.Length > 40);
        (await FirstEventAsync(other, $"{Path}/predictions/stream?from_beginning=true")).ShouldContain("\"key\":\"(personal)\"");
        (await FirstEventAsync(officer, $"{Path}/predictions/stream?from_beginning=true&key={Secret}")).ShouldContain(
            $"\"key\":\"{Secret}\""
        );
        // Who may not see a value must not find it out by asking for it either.
        foreach (var path in new[] { $"/records?key={Secret}", $"/predictions/stream?key={Secret}" })
        {
            (await other.GetAsync(Path + path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await officer.GetStringAsync($"{Path}/records?key={Secret}")).ShouldContain(Secret);
    }

    static async Task<string> FirstEventAsync(HttpClient client, string path)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var message in EventStream.ReadAsync(client, path, stop: stop.Token))
        {
            if (message.Data is { } data)
                return data;
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
