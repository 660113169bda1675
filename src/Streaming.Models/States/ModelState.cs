namespace Streaming.Models.States;

/// <summary>
/// Where a version stands. Each state has methods for what may follow it (the interfaces of <see cref="IShadowable"/> and its neighbours),
/// and for nothing else: what would be no legal way does not compile.
/// </summary>
/// <param name="Since">When it came into this state.</param>
/// <param name="By">Who brought it there, why, and on what evidence.</param>
public abstract record ModelState(DateTimeOffset Since, Authorship By)
{
    /// <summary>The state in a word or two: registered, shadow, canary, champion, retired, rejected, rolled back.</summary>
    public abstract string Word { get; }
}
