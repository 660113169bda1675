using System.Security.Cryptography;
using Streaming.Topology;

namespace Streaming.Gateway.Issuing;

/// <summary>This server issues tokens itself, under this address.</summary>
public sealed record EmbeddedIssuer
{
    /// <summary>Length of the secret, in bytes.</summary>
    public const int SecretLength = 32;

    /// <param name="address">Where callers and people's browsers reach it; the same for all servers of an installation.</param>
    /// <param name="secret">Keeps its keys in the database; the same for all servers of an installation.</param>
    /// <exception cref="StreamingException">Others on the way could read what is said there.</exception>
    public EmbeddedIssuer(string address, byte[] secret)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri is not { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            || !(uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
        )
        {
            throw new StreamingException(
                $"'{address}' is no address to issue tokens under: write https:// and the name that callers know this server by. Passwords "
                    + "and tokens go there, and nobody on the way may read them."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        if (secret.Length != SecretLength)
            throw new ArgumentException($"The secret has {SecretLength} bytes.", nameof(secret));
        (Address, Secret) = (uri, secret);
    }

    /// <summary>Its address, as tokens name it.</summary>
    public Uri Address { get; }

    internal byte[] Secret { get; }

    /// <summary>The secret in a file of base64, which is made where it is missing.</summary>
    /// <param name="file">Its owner alone may read it.</param>
    /// <exception cref="StreamingException">It is no such file, or cannot be read.</exception>
    public static byte[] ReadSecret(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength)));
            }

            var secret = new byte[SecretLength];
            return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), secret, out var length) && length == SecretLength
                ? secret
                : throw new StreamingException($"{file} holds no secret of the issuer: {SecretLength} bytes as base64.")
                {
                    Kind = FailureKind.Invalid,
                };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{file} cannot be used as the secret of the issuer: {e.Message}", e)
            {
                Kind = FailureKind.Invalid,
            };
        }
    }

    /// <summary>Whole or not at all: two servers that start at the same time use the same.</summary>
    static void Write(string file, string text)
    {
        var begun = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(begun, options))
            writer.WriteLine(text);
        try
        {
            File.Move(begun, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(begun);
        }
    }
}
