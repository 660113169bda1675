using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Streaming.Lineage.Tests.Evidence;

/// <summary>
/// Checks evidence by what docs/evidence.md says and by nothing of the product: what an auditor with a standard library
/// would write. It throws, or says false, where something does not fit.
/// </summary>
static class PlainVerifier
{
    public static bool Proves(string evidence, string publicPem)
    {
        using var json = JsonDocument.Parse(evidence);
        var root = json.RootElement;
        var jws = root.GetProperty("checkpoint");
        using var key = ECDsa.Create();
        key.ImportFromPem(publicPem);
        var signed = Encoding.ASCII.GetBytes($"{jws.GetProperty("protected").GetString()}.{jws.GetProperty("payload").GetString()}");
        if (!key.VerifyData(signed, Base64Url.DecodeFromChars(jws.GetProperty("signature").GetString()), HashAlgorithmName.SHA256))
            return false;

        using var batch = JsonDocument.Parse(root.GetProperty("batch").GetString()!);
        using var checkpoint = JsonDocument.Parse(Base64Url.DecodeFromChars(jws.GetProperty("payload").GetString()));
        var stream = checkpoint
            .RootElement.GetProperty("streams")
            .EnumerateArray()
            .Single(s => s.GetProperty("stream").GetString() == Text(batch, "stream"));
        var (after, last) = (stream.GetProperty("after").GetInt64(), stream.GetProperty("version").GetInt64());
        return Climb(
                Leaf("", root.GetProperty("batch").GetString()!),
                batch.RootElement.GetProperty("version").GetInt64() - after - 1,
                last - after,
                root.GetProperty("batch_path")
            ) == stream.GetProperty("root").GetString()
            && Climb(
                Leaf(root.GetProperty("salt").GetString()!, root.GetProperty("record").GetString()!),
                root.GetProperty("index").GetInt64(),
                batch.RootElement.GetProperty("records").GetInt64(),
                root.GetProperty("record_path")
            ) == Text(batch, "records_root");
    }

    /// <summary>Role, name and version of the model that decided the record; null where it was not one of several, or was not
    /// scored.</summary>
    public static string? DecidedBy(string evidence)
    {
        using var json = JsonDocument.Parse(evidence);
        using var batch = JsonDocument.Parse(json.RootElement.GetProperty("batch").GetString()!);
        using var record = JsonDocument.Parse(json.RootElement.GetProperty("record").GetString()!);
        if (
            record.RootElement.GetProperty("table").GetString() != "rows"
            || !batch.RootElement.TryGetProperty("scored_by", out var versions)
        )
        {
            return null;
        }

        var place = record
            .RootElement.GetProperty("columns")
            .EnumerateArray()
            .Where(c => c[0].GetString() == "_decided_by")
            .Select(c => c[2].GetInt32())
            .FirstOrDefault();
        return $"{versions[place].GetProperty("role")} {versions[place].GetProperty("model")} {versions[place].GetProperty("version")}";
    }

    static string Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString()!;

    static byte[] Leaf(string salt, string text) => SHA256.HashData([0, .. Convert.FromHexString(salt), .. Encoding.UTF8.GetBytes(text)]);

    static string Climb(byte[] hash, long index, long size, JsonElement path)
    {
        var siblings = new Queue<byte[]>(path.EnumerateArray().Select(p => Convert.FromHexString(p.GetString()!)));
        var top = Up(hash, index, size, siblings);
        return siblings.Count == 0 ? Convert.ToHexStringLower(top) : "a path too long";
    }

    /// <summary>As RFC 9162 defines the tree: down to the leaf first, and up on the way back.</summary>
    static byte[] Up(byte[] leaf, long index, long size, Queue<byte[]> siblings)
    {
        if (size == 1)
            return leaf;
        long left = 1;
        while (left * 2 < size)
            left *= 2;
        return index < left
            ? Node(Up(leaf, index, left, siblings), siblings.Dequeue())
            : NodeAfter(Up(leaf, index - left, size - left, siblings), siblings);
    }

    static byte[] NodeAfter(byte[] right, Queue<byte[]> siblings) => Node(siblings.Dequeue(), right);

    static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
