namespace Streaming.Models.States;

/// <summary>It scores everything beside the champion, and decides nothing.</summary>
public sealed record Shadow(DateTimeOffset Since, Authorship By) : ModelState(Since, By), ICanariable, IPromotable, IRejectable
{
    /// <summary>As many may a name have at once: each costs the live path a scoring of every row.</summary>
    public const int Most = 4;

    /// <inheritdoc/>
    public override string Word => "shadow";

    /// <inheritdoc/>
    public Canary BeginCanary(double share, DateTimeOffset at, Authorship by) => new(share, at, by);

    /// <inheritdoc/>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);

    /// <inheritdoc/>
    public Rejected Reject(DateTimeOffset at, Authorship by) => new(at, by);
}
