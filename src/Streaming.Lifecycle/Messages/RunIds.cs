using System.Security.Cryptography;
using System.Text;

namespace Streaming.Lifecycle.Messages;

/// <summary>The id of a run follows from the id of the message that begins it.</summary>
public static class RunIds
{
    /// <summary>The run that a message begins.</summary>
    public static Guid Of(string message) => new(SHA256.HashData(Encoding.UTF8.GetBytes(message)).AsSpan(0, 16), bigEndian: true);
}
