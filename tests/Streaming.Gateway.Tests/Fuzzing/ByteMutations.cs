using System.Text;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>What can happen to bytes on their way, or be done to them.</summary>
static class ByteMutations
{
    const int Large = 1_200_000;

    /// <summary>Mostly as they are.</summary>
    public static byte[] Of(byte[] bytes, Choices choices)
    {
        if (!choices.OneIn(5))
            return bytes;
        var at = choices.Below(Math.Max(1, bytes.Length));
        return choices.Below(8) switch
        {
            0 => bytes[..at],
            1 when bytes.Length > 0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << choices.Below(8))), .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], .. Some(choices, 1 + choices.Below(8)), .. bytes[at..]],
            3 => [0xEF, 0xBB, 0xBF, .. bytes],
            4 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)),
            5 => [.. bytes, .. bytes],
            6 =>
            [
                .. bytes[..at],
                .. Enumerable.Repeat((byte)choices.Of(' ', '[', '{', '"', '0', '\\'), choices.Below(Large)),
                .. bytes[at..],
            ],
            _ => Some(choices, choices.Below(64)),
        };
    }

    static byte[] Some(Choices choices, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)choices.Below(256))];
}
