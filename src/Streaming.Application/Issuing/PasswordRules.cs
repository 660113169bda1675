using Streaming.Application.Identity;
using Streaming.Topology;

namespace Streaming.Application.Issuing;

/// <summary>
/// Which passwords are let through: long enough, and not what guessers try first. What they are made of is nobody's business (OWASP ASVS
/// 5.0, section 6.2).
/// </summary>
static class PasswordRules
{
    /// <summary>Characters at least.</summary>
    public const int Shortest = 12;

    /// <summary>Characters at most: hashing takes time with length.</summary>
    public const int Longest = 128;

    /// <summary>The estimate of guesses takes time with the square of this.</summary>
    const int Judged = 64;

    /// <summary>More than 10^8 guesses, of a scale from 0 to 4.</summary>
    const int Strong = 3;

    /// <summary>Checks a new password.</summary>
    /// <param name="password">As it is typed; nothing is cut off or changed.</param>
    /// <param name="name">Of the person.</param>
    /// <exception cref="StreamingException">It is easily guessed.</exception>
    public static void Check(string password, string name)
    {
        if (password.Length is < Shortest or > Longest)
            throw HolderRules.Invalid($"A password has {Shortest} to {Longest} characters, and this one has {password.Length}.");
        var judged = password.Length > Judged ? password[..Judged] : password;
        if (Zxcvbn.Zxcvbn.MatchPassword(judged, [name, "streaming", "pipeline"]).Score < Strong)
        {
            throw HolderRules.Invalid(
                "This password is easily guessed: it is made of what guessers try first, such as well-known passwords, names, dates and "
                    + "rows of keys. Take four words that have nothing to do with each other."
            );
        }
    }
}
