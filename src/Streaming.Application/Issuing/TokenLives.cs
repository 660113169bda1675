namespace Streaming.Application.Issuing;

/// <summary>How long what is issued holds.</summary>
public static class TokenLives
{
    /// <summary>Short: who reads one elsewhere may not ask whether it was taken back.</summary>
    public static readonly TimeSpan Access = TimeSpan.FromMinutes(10);

    /// <summary>Of a code that an application gets from a browser: it comes back at once.</summary>
    public static readonly TimeSpan Code = TimeSpan.FromMinutes(1);

    /// <summary>Somebody goes to a browser and signs in, meanwhile.</summary>
    public static readonly TimeSpan Device = TimeSpan.FromMinutes(10);

    /// <summary>From signing in on, however often it is exchanged: then they sign in again.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromDays(7);

    /// <summary>Of all that is issued.</summary>
    public static readonly TimeSpan Longest = Refresh;
}
