using System.Security.Cryptography;
using Streaming.Inference.Signatures;

namespace Streaming.Inference.Models;

/// <summary>
/// A model as the bytes of its ONNX file, named by their SHA-256 (64 lower-case hex digits). Whoever holds one holds
/// exactly the bytes the hash names: both ways of making it compute the hash.
/// </summary>
public sealed class ModelContent
{
    readonly byte[] _bytes;

    ModelContent(byte[] bytes, string hash)
    {
        _bytes = bytes;
        Hash = hash;
    }

    /// <summary>SHA-256 of the bytes, hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The ONNX file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>How the model is served; null: by the convention of models trained here, which say it themselves.</summary>
    public ModelSignature? Signature { get; private init; }

    /// <summary>The same bytes, served in a given way.</summary>
    public ModelContent With(ModelSignature? signature) => new(_bytes, Hash) { Signature = signature };

    /// <summary>Takes over <paramref name="bytes"/>; the caller must not change them any more.</summary>
    public static ModelContent FromBytes(byte[] bytes) => new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>As <see cref="FromBytes"/>, for bytes that are said to have a hash.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="expectedHash">The hash under which it was asked for, in either case of hex digits.</param>
    /// <param name="origin">Where the bytes came from, for the message: a path, "the model registry".</param>
    /// <exception cref="ModelException">The bytes have another hash.</exception>
    public static ModelContent Verified(byte[] bytes, string expectedHash, string origin)
    {
        var content = FromBytes(bytes);
        return string.Equals(content.Hash, expectedHash, StringComparison.OrdinalIgnoreCase)
            ? content
            : throw new ModelException(
                $"The model {expectedHash} read from {origin} has been altered: its content hash is {content.Hash}. "
                    + "Restore it from a backup, or train again and switch to the new version."
            );
    }
}
