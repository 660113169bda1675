namespace Streaming.Models.States;

/// <summary>Stages decided with it until another version took its place.</summary>
/// <param name="Promoted">When it had become champion.</param>
/// <param name="Successor">The version that did.</param>
/// <param name="Since">When.</param>
/// <param name="By">Who promoted that one.</param>
public sealed record Retired(DateTimeOffset Promoted, int Successor, DateTimeOffset Since, Authorship By)
    : ModelState(Since, By),
        IPromotable,
        IShadowable
{
    /// <inheritdoc/>
    public override string Word => "retired";

    /// <summary>It is champion again: promoted once more, or since its successor was rolled back.</summary>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public Shadow BeginShadow(DateTimeOffset at, Authorship by) => new(at, by);
}
