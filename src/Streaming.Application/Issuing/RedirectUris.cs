using System.Net;
using Streaming.Application.Identity;
using Streaming.Topology;

namespace Streaming.Application.Issuing;

/// <summary>Addresses to which people come back from signing in, with a code in them: where they lead, nobody else may listen.</summary>
static class RedirectUris
{
    const int Most = 20;
    const int Longest = 1000;

    /// <summary>Checks those that a program declares.</summary>
    /// <exception cref="StreamingException">One is none.</exception>
    public static void Check(IReadOnlyList<string> uris)
    {
        if (uris.Count is 0 or > Most)
            throw HolderRules.Invalid($"A program that acts for people has 1 to {Most} redirect URIs.");
        if (uris.FirstOrDefault(uri => !IsSafe(uri)) is { } wrong)
        {
            throw HolderRules.Invalid(
                $"'{wrong}' is no redirect URI: write https:// and all of the address, http://127.0.0.1/… or http://[::1]/… for one "
                    + "on people's own machines, or a scheme of its own with a dot in it, such as com.example.app:/signed-in."
            );
        }
    }

    /// <summary>Whether people may be sent to an address.</summary>
    /// <param name="declared">One that the program has declared.</param>
    /// <param name="asked">As the request has it.</param>
    public static bool Match(string declared, string asked)
    {
        if (string.Equals(declared, asked, StringComparison.Ordinal))
            return true;
        // Written as the declared one is, with a port or with another.
        return Uri.TryCreate(declared, UriKind.Absolute, out var one)
            && IsOwnMachine(one)
            && Uri.TryCreate(asked, UriKind.Absolute, out var other)
            && IsOwnMachine(other)
            && string.Equals(
                new UriBuilder(one) { Port = other.Port }
                    .Uri
                    .AbsoluteUri,
                other.AbsoluteUri,
                StringComparison.Ordinal
            )
            && string.Equals(other.OriginalString.TrimEnd('/'), other.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
    }

    static bool IsSafe(string text) =>
        text.Length <= Longest
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Fragment: "", UserInfo: "" }
        && !text.Contains('*', StringComparison.Ordinal)
        && !text.Contains('#', StringComparison.Ordinal)
        && (uri.Scheme == "https" || IsOwnMachine(uri) || IsPrivate(uri));

    static bool IsOwnMachine(Uri uri) =>
        uri.Scheme == "http" && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    /// <summary>A domain turned around, as its owner may use it (section 7.1).</summary>
    static bool IsPrivate(Uri uri) => uri.Scheme.Contains('.', StringComparison.Ordinal);
}
