namespace Streaming.Models.States;

/// <summary>Stages decide with it. A name has one at most.</summary>
public sealed record Champion(DateTimeOffset Since, Authorship By) : ModelState(Since, By), IRevocable
{
    /// <inheritdoc/>
    public override string Word => "champion";

    /// <summary>Another version takes its place.</summary>
    public Retired Retire(int successor, DateTimeOffset at, Authorship by) => new(Since, successor, at, by);

    /// <inheritdoc/>
    public RolledBack RollBack(int? successor, DateTimeOffset at, Authorship by) => new(successor, at, by);
}
