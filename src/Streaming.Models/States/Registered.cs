namespace Streaming.Models.States;

/// <summary>It is there, and was never scored with.</summary>
public sealed record Registered(DateTimeOffset Since, Authorship By)
    : ModelState(Since, By),
        IShadowable,
        ICanariable,
        IPromotable,
        IRejectable
{
    /// <inheritdoc/>
    public override string Word => "registered";

    /// <inheritdoc/>
    public Shadow BeginShadow(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public Canary BeginCanary(double share, DateTimeOffset at, Authorship by) => new(share, at, by);

    /// <inheritdoc/>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public Rejected Reject(DateTimeOffset at, Authorship by) => new(at, by);
}
