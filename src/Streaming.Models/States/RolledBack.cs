namespace Streaming.Models.States;

/// <summary>It decided, and this was taken back. Somebody may have it tried again.</summary>
/// <param name="Successor">The version that has decided in its place since; null for the canary of a name without a champion.</param>
/// <param name="Since">When.</param>
/// <param name="By">Who took it back.</param>
public sealed record RolledBack(int? Successor, DateTimeOffset Since, Authorship By) : ModelState(Since, By), IShadowable
{
    /// <inheritdoc/>
    public override string Word => "rolled back";

    /// <inheritdoc/>
    public Shadow BeginShadow(DateTimeOffset at, Authorship by) => new(at, by);
}
