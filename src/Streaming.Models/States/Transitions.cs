namespace Streaming.Models.States;

/// <summary>A state out of which a version can become a shadow: registered, retired, or tried and found wanting before.</summary>
public interface IShadowable
{
    /// <summary>The state in which it scores everything and decides nothing.</summary>
    Shadow BeginShadow(DateTimeOffset at, Authorship by);
}

/// <summary>A state out of which a version can become the canary, or, of the canary itself, get another share.</summary>
public interface ICanariable
{
    /// <summary>The state in which it decides for a share of the keys.</summary>
    /// <param name="share">Above 0 and at most <see cref="Canary.MaxShare"/>.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who.</param>
    Canary BeginCanary(double share, DateTimeOffset at, Authorship by);
}

/// <summary>A state out of which a version can be promoted.</summary>
public interface IPromotable
{
    /// <summary>The state after the promotion.</summary>
    Champion Promote(DateTimeOffset at, Authorship by);
}

/// <summary>A state out of which a version can be rejected: it never decided for all keys.</summary>
public interface IRejectable
{
    /// <summary>The state in which it serves nothing.</summary>
    Rejected Reject(DateTimeOffset at, Authorship by);
}

/// <summary>A state in which a version decides, so that this can be taken back.</summary>
public interface IRevocable
{
    /// <summary>The state after it was taken back.</summary>
    /// <param name="successor">The version that decides in its place from now on: the champion again, or still.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who.</param>
    RolledBack RollBack(int? successor, DateTimeOffset at, Authorship by);
}
