namespace Streaming.Models.States;

/// <summary>
/// Where a version stands. A version is registered, may be promoted to champion, is retired when another is, and may be promoted again:
/// whatever else would be asked of a state, it has no method for.
/// </summary>
/// <param name="Since">When it came into this state.</param>
/// <param name="By">Who brought it there.</param>
public abstract record ModelState(DateTimeOffset Since, Authorship By)
{
    /// <summary>The state in a word: registered, champion, retired.</summary>
    public abstract string Word { get; }
}

/// <summary>A state out of which a version can be promoted.</summary>
public interface IPromotable
{
    /// <summary>The state after the promotion.</summary>
    Champion Promote(DateTimeOffset at, Authorship by);
}

/// <summary>It is there, and was never scored with.</summary>
public sealed record Registered(DateTimeOffset Since, Authorship By) : ModelState(Since, By), IPromotable
{
    /// <inheritdoc/>
    public override string Word => "registered";

    /// <inheritdoc/>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);
}

/// <summary>Stages score with it.</summary>
public sealed record Champion(DateTimeOffset Since, Authorship By) : ModelState(Since, By)
{
    /// <inheritdoc/>
    public override string Word => "champion";

    /// <summary>Another version takes its place.</summary>
    public Retired Retire(int successor, DateTimeOffset at, Authorship by) => new(Since, successor, at, by);
}

/// <summary>Stages scored with it until another version took its place.</summary>
/// <param name="Promoted">When it had become champion.</param>
/// <param name="Successor">The version that did.</param>
/// <param name="Since">When.</param>
/// <param name="By">Who promoted that one.</param>
public sealed record Retired(DateTimeOffset Promoted, int Successor, DateTimeOffset Since, Authorship By)
    : ModelState(Since, By),
        IPromotable
{
    /// <inheritdoc/>
    public override string Word => "retired";

    /// <inheritdoc/>
    public Champion Promote(DateTimeOffset at, Authorship by) => new(at, by);
}
