using Streaming.Application.Operations;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>The command line as a program that people sign in for. It is there without anybody's saying so, keeps no secret, and does
/// nothing that they may not.</summary>
public static class CommandLineClient
{
    /// <summary>Its <c>client_id</c>.</summary>
    public const string Id = "streaming-cli";

    internal static IssuerClient Itself { get; } = new(new NewClient(Id, null, [.. RoleWords.All]), DateTimeOffset.UnixEpoch);
}
