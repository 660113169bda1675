namespace Streaming.Store.Issuing;

/// <summary>What authorizations and tokens have in common.</summary>
public abstract class IssuedDocument
{
    /// <summary>Names it.</summary>
    public string Id { get; set; } = "";

    /// <summary>Each writer finds the one before it: of two that use up the same one is too late.</summary>
    public Guid Version { get; set; }

    /// <summary>The program that it is for.</summary>
    public string? Client { get; set; }

    /// <summary>Whose it is.</summary>
    public string? Subject { get; set; }

    /// <summary>Whether it holds, as the protocol's library has it.</summary>
    public string? Status { get; set; }

    /// <summary>What it is, as the library has it.</summary>
    public string? Type { get; set; }

    /// <summary>Since when it is there.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>What else the library keeps, as JSON.</summary>
    public string? Properties { get; set; }
}

/// <summary>That somebody let a program act for them; its tokens end with it.</summary>
public sealed class GivenAuthorization : IssuedDocument
{
    /// <summary>What for.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];
}

/// <summary>A token that was issued, and whether it still holds.</summary>
public sealed class IssuedToken : IssuedDocument
{
    /// <summary>The type of those that open something.</summary>
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>The status of those that were taken back.</summary>
    public const string Revoked = "revoked";

    /// <summary>Under which authorization; null: none.</summary>
    public string? Authorization { get; set; }

    /// <summary>Hash of what its holder shows, where that is not all of it.</summary>
    public string? Reference { get; set; }

    /// <summary>All of it, encrypted, where its holder has a reference alone.</summary>
    public string? Payload { get; set; }

    /// <summary>From then on it is none.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When it was used up.</summary>
    public DateTimeOffset? RedeemedAt { get; set; }
}
