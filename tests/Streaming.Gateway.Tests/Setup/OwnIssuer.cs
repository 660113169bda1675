using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Streaming.Application.AddClient;
using Streaming.Application.Operations;
using Streaming.Gateway.Issuing;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>A gateway that issues tokens, and those who ask for them.</summary>
static class OwnIssuer
{
    public static byte[] Secret { get; } = RandomNumberGenerator.GetBytes(EmbeddedIssuer.SecretLength);

    /// <summary>Under the address at which it listens, which must be known before.</summary>
    public static async Task<RunningGateway> StartAsync(
        Services services,
        string database,
        ShopTopology shop,
        string? address = null,
        byte[]? secret = null,
        GatewayLimits? limits = null
    )
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var own = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        return await RunningGateway.StartAsync(
            services,
            database,
            [shop.File],
            jobs: 0,
            limits: limits,
            listen: own,
            own: new EmbeddedIssuer(address ?? own, secret ?? Secret)
        );
    }

    public static Task<AddedClient> ClientAsync(this RunningGateway gateway, string name, Role[] roles, params string[] topologies) =>
        gateway.RunAsync(new AddClientOperation(), new AddClientRequest(name, roles, topologies.Length == 0 ? null : topologies));

    /// <summary>What an endpoint of the protocol answers to a form.</summary>
    public static async Task<(int Status, JsonElement Body)> FormAsync(
        this RunningGateway gateway,
        string path,
        params (string Name, string Value)[] form
    )
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await gateway.Client.PostAsync($"/connect/{path}", content);
        var text = await answer.Content.ReadAsStringAsync();
        // The steps of every answer are around those of the library.
        answer.Headers.CacheControl?.NoStore.ShouldBe(true, $"{answer} {text}");
        answer.Headers.Contains("Content-Security-Policy").ShouldBeTrue($"{answer} {text}");
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>A token for a program that acts for itself.</summary>
    public static async Task<string> TokenAsync(this RunningGateway gateway, AddedClient client, string? scope = null)
    {
        var (status, body) = await gateway.FormAsync(
            "token",
            ("grant_type", "client_credentials"),
            ("client_id", client.Name),
            ("client_secret", client.Secret!),
            ("scope", scope ?? "")
        );
        status.ShouldBe(200, $"{body}");
        return body.GetProperty("access_token").GetString()!;
    }
}
