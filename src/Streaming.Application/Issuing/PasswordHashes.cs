using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Streaming.Application.Issuing;

/// <summary>Hashes of passwords: PBKDF2 with HMAC-SHA-512 and a salt each, as ASP.NET keeps them.</summary>
static class PasswordHashes
{
    /// <summary>As OWASP's Password Storage Cheat Sheet has it for HMAC-SHA-512.</summary>
    const int Iterations = 210_000;

    static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    static readonly object Anybody = new();

    /// <summary>So that a name that nobody has takes as long to refuse as a wrong password.</summary>
    static readonly Lazy<string> Nobody = new(() => Of($"{Guid.NewGuid()}"));

    /// <summary>A hash to keep.</summary>
    public static string Of(string password) => Hasher.HashPassword(Anybody, password);

    /// <summary>Whether a password is the one; takes some 0.1 s of a processor.</summary>
    /// <param name="hash">As it is kept; null: there is none.</param>
    /// <param name="password">As it was typed.</param>
    public static bool Match(string? hash, string password) =>
        Hasher.VerifyHashedPassword(Anybody, hash ?? Nobody.Value, password) != PasswordVerificationResult.Failed && hash is not null;
}
