using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Streaming.Validation.Duplicates;

/// <summary>
/// 128 bits that stand for a key and an id. Two of n different pairs share them by chance with probability n²/2^129:
/// for a billion remembered ids about 10^-21. They could be made to collide on purpose, which gains nothing: who can publish
/// an id that collides with a victim's under the victim's key can publish the id itself.
/// </summary>
public static class IdHash
{
    /// <summary>128 bits of an id under its key.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id)
    {
        var length = sizeof(int) + key.Length + id.Length;
        byte[]? rented = null;
        var text = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        // The length in front keeps ("ab", "c") apart from ("a", "bc").
        BinaryPrimitives.WriteInt32LittleEndian(text, key.Length);
        key.CopyTo(text[sizeof(int)..]);
        id.CopyTo(text[(sizeof(int) + key.Length)..]);
        var hash = XxHash128.HashToUInt128(text[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
