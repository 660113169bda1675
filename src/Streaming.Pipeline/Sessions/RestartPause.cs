namespace Streaming.Pipeline.Sessions;

/// <summary>How long a stage rests before it starts over: longer each time, until a session has lasted.</summary>
sealed class RestartPause
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    TimeSpan _next = First;

    /// <param name="lasted">How long the session was there that has ended.</param>
    public TimeSpan After(TimeSpan lasted)
    {
        var pause = lasted > Settled ? First : _next;
        _next = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
        return pause;
    }
}
