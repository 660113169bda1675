using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Application.Identity;

/// <summary>Somebody who has shown who they are.</summary>
/// <param name="Name">As the access log shows it.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Topologies">Names of the topologies where they may; null: all.</param>
public sealed record KnownCaller(string Name, IReadOnlySet<Role> Roles, IReadOnlyList<string>? Topologies);

/// <summary>Somebody has not shown who they are. What was wrong, the access log knows; they are told no more than to show something
/// else.</summary>
/// <param name="shown">They have shown something.</param>
public sealed class UnknownCallerException(bool shown)
    : StreamingException(
        shown
            ? "What was shown as a token or a key does not hold here."
            : "Nobody knows who calls. Send the header 'Authorization: Bearer …' with a token or an API key."
    )
{
    /// <summary>They have shown something.</summary>
    public bool Shown { get; } = shown;
}
