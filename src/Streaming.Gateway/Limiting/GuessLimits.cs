using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Limiting;

/// <summary>How often somebody may show what does not hold. Whoever guesses is heard no more for a while, before anything is looked
/// up.</summary>
sealed class GuessLimits(GatewayLimits limits, TimeProvider time)
{
    readonly ClientBuckets? _guesses = limits.Guesses > 0 ? new(Policy("guesses", limits.Guesses), limits.Clients, time) : null;
    readonly ClientBuckets? _passwords = limits.Passwords > 0 ? new(Policy("passwords", limits.Passwords), limits.Clients, time) : null;

    /// <summary>Before anything that is shown is looked at.</summary>
    /// <exception cref="LimitedException">Too much that does not hold has come from there.</exception>
    public void Check(HttpContext http)
    {
        if (_guesses is not null && _guesses.Left(Whence(http)) == 0)
            throw Limited(_guesses.Policy.ForOne);
    }

    /// <summary>What was shown does not hold.</summary>
    /// <exception cref="LimitedException">It is one too many.</exception>
    public void Count(HttpContext http)
    {
        if (_guesses is not null && !_guesses.TryTake(Whence(http), 1, out var again))
            throw Limited(again);
    }

    /// <summary>What was shown does not hold, and is answered already.</summary>
    public void Note(HttpContext http) => _guesses?.TryTake(Whence(http), 1, out _);

    /// <summary>Whether a password under a name is looked at, right or wrong: of those that come at once, too, only so many are.</summary>
    /// <param name="name">As it was typed. From however many addresses guesses come, it is one that they are for.</param>
    /// <param name="again">When one will be, where none is now.</param>
    public bool TryPassword(string name, out TimeSpan again)
    {
        again = default;
        return _passwords is null || _passwords.TryTake(name, 1, out again);
    }

    static string Whence(HttpContext http) => ClientName.OfAddress(http.Connection.RemoteIpAddress);

    static RatePolicy Policy(string name, int most) => new(name, most, TimeSpan.FromMinutes(1));

    static LimitedException Limited(TimeSpan again) =>
        new(
            "guesses",
            "Too many keys or tokens that do not hold have come from this address. Send one that holds, after Retry-After.",
            again
        );
}
