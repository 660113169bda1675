using System.Text.Json.Serialization;
using Streaming.Lineage.Evidence;

namespace Streaming.Application.Services;

/// <summary>A file with a private or a public key.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Password">Of an encrypted private key; null: it has none.</param>
public sealed record KeyFile(string Path, [property: JsonIgnore] string? Password = null)
{
    /// <summary>Environment variable in which command lines look for the password.</summary>
    public const string PasswordVariable = "STREAMING_KEY_PASSWORD";

    internal OperatorKey Read() => KeyFiles.ReadKey(Path, Password);
}
