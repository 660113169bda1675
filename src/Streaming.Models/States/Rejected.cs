namespace Streaming.Models.States;

/// <summary>It was judged not good enough before it decided for all keys. Somebody may have it tried again.</summary>
public sealed record Rejected(DateTimeOffset Since, Authorship By) : ModelState(Since, By), IShadowable
{
    /// <inheritdoc/>
    public override string Word => "rejected";

    /// <inheritdoc/>
    public Shadow BeginShadow(DateTimeOffset at, Authorship by) => new(at, by);
}
