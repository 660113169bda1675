using System.Security.Cryptography;
using System.Text;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Live;

/// <summary>What makes a retry harmless: the name that a caller gave to what they publish, and what that was.</summary>
/// <param name="Id">SHA-256 of the name.</param>
/// <param name="Body">SHA-256 of what is published under it.</param>
public sealed record PublishKey(byte[] Id, byte[] Body)
{
    /// <summary>The key of what somebody publishes.</summary>
    /// <param name="content">Events and labels have keys of their own.</param>
    /// <param name="name">Any text.</param>
    /// <param name="records">What is published.</param>
    public static PublishKey Of(RowContent content, string name, IEnumerable<ReadyRecord> records)
    {
        using var body = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
        {
            // Where one ends and the next begins is a part of it.
            body.AppendData(BitConverter.GetBytes(record.Value.LongLength));
            body.AppendData(record.Value);
        }

        return new PublishKey(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}\0{name}")), body.GetHashAndReset());
    }
}
