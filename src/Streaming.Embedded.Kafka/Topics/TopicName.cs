using System.Buffers;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>Kafka's rule for topic names: 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither "." nor "..".</summary>
static class TopicName
{
    const int MaxLength = 249;
    static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && name is not ("." or "..") && !name.AsSpan().ContainsAnyExcept(Allowed);
}
