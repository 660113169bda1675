using System.Net.Http.Headers;
using Streaming.Application.CreateApiKey;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Callers with keys.</summary>
static class Keys
{
    public static async Task<CreatedApiKey> KeyAsync(this RunningGateway gateway, Role[] roles, params string[] topologies) =>
        await gateway.RunAsync(
            new CreateApiKeyOperation(),
            new CreateApiKeyRequest("test", roles, topologies.Length == 0 ? null : topologies)
        );

    /// <summary>A client that shows a key, or any other text in its place.</summary>
    public static HttpClient ClientOf(this RunningGateway gateway, string key) =>
        new() { BaseAddress = gateway.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    /// <summary>The body of an answer, without what names the request.</summary>
    public static async Task<string> GetStringOfAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }
}
