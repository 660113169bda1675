using Streaming.Models.States;

namespace Streaming.Models;

/// <summary>A state that a version came into, for people and programs to read.</summary>
/// <param name="State">In a word: registered, shadow, canary, champion, retired, rejected, rolled back.</param>
/// <param name="Since">When it came into it.</param>
/// <param name="By">Who brought it there; null: nobody knows.</param>
/// <param name="Reason">Why, in their words; null: none was given.</param>
/// <param name="Evidence">What that rests on; null: nothing that was measured.</param>
/// <param name="Share">Of a canary: for which share of the keys it decides.</param>
/// <param name="Successor">Of a version that decides no longer: which one does since.</param>
public sealed record ModelStep(
    string State,
    DateTimeOffset Since,
    string? By,
    string? Reason,
    ModelEvidence? Evidence,
    double? Share,
    int? Successor
)
{
    /// <summary>What a state says of itself.</summary>
    public static ModelStep Of(ModelState state) =>
        new(
            state.Word,
            state.Since,
            state.By.By,
            state.By.Reason,
            state.By.Evidence,
            (state as Canary)?.Share,
            state switch
            {
                Retired retired => retired.Successor,
                RolledBack back => back.Successor,
                _ => null,
            }
        );
}
