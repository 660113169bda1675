namespace Streaming.Models.States;

/// <summary>It decides for a share of the keys; the champion decides for the others. A name has one at most.</summary>
/// <param name="Share">Of the keys: above 0 and at most <see cref="MaxShare"/>.</param>
/// <param name="Since">Since when it has this share.</param>
/// <param name="By">Who gave it.</param>
public sealed record Canary(double Share, DateTimeOffset Since, Authorship By)
    : ModelState(Since, By),
        ICanariable,
        IPromotable,
        IRejectable,
        IRevocable
{
    /// <summary>Whoever decides for more than half of the keys is tried no longer.</summary>
    public const double MaxShare = 0.5;

    /// <inheritdoc/>
    public override string Word => "canary";

    /// <summary>Whether it can be a share.</summary>
    public static bool IsShare(double share) => share is > 0 and <= MaxShare;

    /// <inheritdoc/>
    public Canary BeginCanary(double share, DateTimeOffset at, Authorship by) => new(share, at, by);

    /// <inheritdoc/>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public Rejected Reject(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public RolledBack RollBack(int? successor, DateTimeOffset at, Authorship by) => new(successor, at, by);
}
