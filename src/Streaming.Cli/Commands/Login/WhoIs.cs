using System.Buffers.Text;
using System.Text.Json;

namespace Streaming.Cli.Commands.Login;

/// <summary>Somebody who is signed in.</summary>
/// <param name="Name">Who.</param>
/// <param name="Server">Where.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Topologies">In which topologies; null: all.</param>
sealed record WhoIs(string Name, Uri Server, IReadOnlyList<string> Roles, IReadOnlyList<string>? Topologies)
{
    /// <summary>As the token says, which has just come from the server.</summary>
    public static WhoIs Of(KeptLogin login)
    {
        var claims = JsonSerializer.Deserialize<JsonElement>(
            Base64Url.DecodeFromChars(login.AccessToken.Split('.') is [_, var payload, _] ? payload : "e30")
        );
        var subject = IssuerCalls.Member(claims, "sub") ?? "";
        var topologies = Texts(claims, "topologies");
        return new WhoIs(
            subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..],
            login.Server,
            Texts(claims, "roles"),
            topologies.Count == 0 ? null : topologies
        );
    }

    public string Text =>
        $"{Name} at {Server}: {(Roles.Count == 0 ? "no roles" : string.Join(", ", Roles))} in "
        + (Topologies is null ? "all topologies" : string.Join(", ", Topologies));

    static List<string> Texts(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.ToString())]
        : [value.ToString()];
}
