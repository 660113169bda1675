using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>An issuer on a free port of this machine that signs whatever it is given, and publishes its keys.</summary>
sealed class LocalIssuer : IAsyncDisposable
{
    readonly WebApplication _app;

    LocalIssuer(WebApplication app) => _app = app;

    /// <summary>As tokens name it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>By key id; the last one signs.</summary>
    public Dictionary<string, RSA> Keys { get; } = new(StringComparer.Ordinal) { ["one"] = RSA.Create(2048) };

    public static async Task<LocalIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var issuer = new LocalIssuer(builder.Build());
        issuer._app.UseRouting();
        issuer._app.MapGet("/.well-known/openid-configuration", http =>
            http.Response.WriteAsync($$"""{"issuer":"{{issuer.Address}}","jwks_uri":"{{issuer.Address}}/keys"}""")
        );
        issuer._app.MapGet("/keys", http => http.Response.WriteAsync(issuer.Published()));
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return issuer;
    }

    /// <summary>A token for who is known by it, as RFC 9068 has it.</summary>
    /// <param name="audience">For whom.</param>
    /// <param name="roles">What it calls them.</param>
    /// <param name="header">Makes another header of the right one.</param>
    /// <param name="claims">Makes other claims of the right ones.</param>
    /// <param name="sign">Makes another signature of the right one.</param>
    public string Token(
        string audience,
        string[] roles,
        Action<JsonObject>? header = null,
        Action<JsonObject>? claims = null,
        Func<byte[], byte[]>? sign = null
    )
    {
        var (id, key) = Keys.Last();
        var head = new JsonObject
        {
            ["alg"] = "RS256",
            ["typ"] = "at+jwt",
            ["kid"] = id,
        };
        header?.Invoke(head);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = audience,
            ["sub"] = "ada",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["roles"] = JsonSerializer.SerializeToNode(roles),
        };
        claims?.Invoke(body);
        var signed = $"{Encoded(head)}.{Encoded(body)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        sign ??= text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(sign(bytes))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in Keys.Values)
            key.Dispose();
    }

    string Published()
    {
        var keys = Keys.Select(k =>
        {
            var published = k.Value.ExportParameters(includePrivateParameters: false);
            return (JsonNode)
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = k.Key,
                    ["n"] = Base64Url.EncodeToString(published.Modulus),
                    ["e"] = Base64Url.EncodeToString(published.Exponent),
                };
        });
        return new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();
    }

    static string Encoded(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
