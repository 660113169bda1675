namespace Streaming.Models;

/// <summary>Who does something to a model, and why: it is sealed with what is done.</summary>
/// <param name="By">A person, a program or a policy; null: nobody knows.</param>
/// <param name="Reason">In their words; null: none was given.</param>
public sealed record Authorship(string? By, string? Reason = null)
{
    /// <summary>Nobody knows who, nor why.</summary>
    public static Authorship Unknown { get; } = new Authorship(null, null);
}
