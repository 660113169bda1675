using System.Net;
using System.Text.Json;
using Streaming.Application.AddUser;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Somebody who signs in, with a browser.</summary>
static class Person
{
    public const string Password = "seven yellow lanterns";

    public static Task AddPersonAsync(this RunningGateway gateway, string name, Role[] roles, params string[] topologies) =>
        gateway.RunAsync(new AddUserOperation(), new AddUserRequest(name, Password, roles, topologies.Length == 0 ? null : topologies));

    /// <summary>A program at another device begins to sign somebody in.</summary>
    public static async Task<(string Device, string Code, Uri Page)> BeginAsync(
        this RunningGateway gateway,
        string scope = "offline_access"
    )
    {
        var (status, body) = await gateway.FormAsync("device", ("client_id", CommandLineClient.Id), ("scope", scope));
        status.ShouldBe(200, $"{body}");
        return (
            body.GetProperty("device_code").GetString()!,
            body.GetProperty("user_code").GetString()!,
            new Uri(body.GetProperty("verification_uri").GetString()!)
        );
    }

    /// <summary>The program asks whether somebody has decided.</summary>
    public static Task<(int Status, JsonElement Body)> PollAsync(this RunningGateway gateway, string device) =>
        gateway.FormAsync(
            "token",
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", device),
            ("client_id", CommandLineClient.Id)
        );

    /// <summary>Somebody says at the page whether the program may.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> DecideAsync(
        this RunningGateway gateway,
        string code,
        string name,
        string password = Password,
        string decision = "approve"
    )
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["user_code"] = code,
                ["username"] = name,
                ["password"] = password,
                ["decision"] = decision,
            }
        );
        using var answer = await gateway.Client.PostAsync("/connect/verify", form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Somebody gives themselves another password.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> ChangeAsync(
        this RunningGateway gateway,
        string name,
        string password,
        string next,
        string? again = null
    )
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["username"] = name,
                ["password"] = password,
                ["new_password"] = next,
                ["new_password_again"] = again ?? next,
            }
        );
        using var answer = await gateway.Client.PostAsync("/connect/password", form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>All of it.</summary>
    public static async Task<(string Access, string Refresh)> SignInAsync(this RunningGateway gateway, string name, string scope = "")
    {
        var (device, code, _) = await gateway.BeginAsync($"offline_access {scope}".Trim());
        (await gateway.DecideAsync(code, name)).Status.ShouldBe(HttpStatusCode.OK);
        return Tokens(await gateway.PollAsync(device));
    }

    /// <summary>The next tokens for a refresh token.</summary>
    public static Task<(int Status, JsonElement Body)> RefreshAsync(this RunningGateway gateway, string refresh) =>
        gateway.FormAsync("token", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", CommandLineClient.Id));

    public static (string Access, string Refresh) Tokens((int Status, JsonElement Body) answer)
    {
        answer.Status.ShouldBe(200, $"{answer.Body}");
        return (answer.Body.GetProperty("access_token").GetString()!, answer.Body.GetProperty("refresh_token").GetString()!);
    }

    public static string? ErrorOf((int Status, JsonElement Body) answer) =>
        answer.Body.TryGetProperty("error", out var error) ? error.GetString() : null;

    /// <summary>A call with a token.</summary>
    public static async Task<HttpStatusCode> CallAsync(this RunningGateway gateway, string token, string path = "/v1/topologies")
    {
        using var caller = gateway.ClientOf(token);
        using var answer = await caller.GetAsync(path);
        return answer.StatusCode;
    }
}
