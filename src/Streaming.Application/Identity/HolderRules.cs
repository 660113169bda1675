using System.Text.RegularExpressions;
using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Application.Identity;

/// <summary>What is checked of whoever gets a key or tokens, whatever they are.</summary>
static partial class HolderRules
{
    const int MostTopologies = 100;

    /// <summary>Whether names of holders and topologies are such.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    /// <summary>Checks a name, roles and topologies.</summary>
    /// <param name="what">What gets them, as in "A key".</param>
    /// <param name="name">Its name.</param>
    /// <param name="roles">What it may do.</param>
    /// <param name="topologies">Where; null: everywhere.</param>
    /// <exception cref="StreamingException">Something is wrong with them.</exception>
    public static void Check(string what, string name, IReadOnlyList<Role> roles, IReadOnlyList<string>? topologies)
    {
        if (!IsName(name))
        {
            throw Invalid(
                $"'{name}' is no name for {what.ToLowerInvariant()}: write up to 128 letters, digits, dots, dashes and underscores."
            );
        }

        if (roles.Count == 0)
            throw Invalid($"{what} without a role opens nothing. There are {string.Join(", ", RoleWords.All)}.");
        if (topologies is not null && (topologies.Count is 0 or > MostTopologies || !topologies.All(IsName)))
            throw Invalid($"{what} names 1 to {MostTopologies} topologies by their names, or none at all to hold for all.");
    }

    /// <summary>Name, roles and topologies, for the access log.</summary>
    public static string About(string name, IReadOnlyList<Role> roles, IReadOnlyList<string>? topologies) =>
        $"{name}: {string.Join(' ', roles.Select(r => r.Word()))}" + (topologies is not null ? $" in {string.Join(' ', topologies)}" : "");

    /// <summary>Roles as they are kept.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<Role> roles) => [.. roles.Distinct().Order().Select(r => r.Word())];

    public static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
