namespace Streaming.Models;

/// <summary>Who does something to a model, why, and on what evidence: it is sealed with what is done.</summary>
/// <param name="By">A person, a program or a policy; null: nobody knows.</param>
/// <param name="Reason">In their words; null: none was given.</param>
/// <param name="Evidence">What it rests on; null: nothing that was measured.</param>
public sealed record Authorship(string? By, string? Reason = null, ModelEvidence? Evidence = null)
{
    /// <summary>Nobody knows who, nor why.</summary>
    public static Authorship Unknown { get; } = new Authorship(null, null);
}
