using System.Text;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Partitioning;
using Streaming.Events.Rows;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>A record that validation must refuse, and why.</summary>
sealed record BadRecord(ReasonCode Reason, int Partition, byte[]? Key, byte[]? Value)
{
    /// <summary>Every kind of bad input, made from a good event that is published after it under the same id.</summary>
    /// <param name="good">The good event.</param>
    /// <param name="accepted">An event that was published before.</param>
    /// <param name="partitions">Of the topic; no standard partitioner puts a key into all but two of them.</param>
    public static IReadOnlyList<Func<BadRecord>> AllOf(SampleEvent good, SampleEvent accepted, int partitions)
    {
        var key = Encoding.UTF8.GetBytes(good.Account);
        var right = TestPublisher.PartitionOf(good.Account, partitions);
        var json = good.Json;
        return
        [
            () => new(ReasonCode.NullValue, right, key, null),
            () => new(ReasonCode.NullValue, right, null, null),
            () => new(ReasonCode.NullKey, right, null, Utf8(json)),
            () => new(ReasonCode.NullKey, right, [], Utf8(json)),
            () => Bad(ReasonCode.TooLarge, With($"\"pad\":\"{new string('x', 10_000_000)}\"")),
            () => new(ReasonCode.InvalidUtf8, right, key, [.. Utf8(json[..^1]), .. ",\"code\":\""u8, 0xC3, 0x28, .. "\"}"u8]),
            () => Bad(ReasonCode.InvalidUtf8, With("\"code\":\"\\ud800\"")),
            () => Bad(ReasonCode.MalformedJson, ""),
            () => Bad(ReasonCode.MalformedJson, json[..^1]),
            () => Bad(ReasonCode.MalformedJson, json + "}"),
            () => Bad(ReasonCode.MalformedJson, "\0" + json),
            () => Bad(ReasonCode.TooDeep, With($"\"deep\":{new string('[', 100_000)}")),
            () => Bad(ReasonCode.NotAnObject, $"[{json}]"),
            () => Bad(ReasonCode.DuplicateField, With("\"amount\":1")),
            () =>
                Bad(
                    ReasonCode.MissingField,
                    json.Replace("\"amount\"", "\"code\"", StringComparison.Ordinal)
                        .Replace($":{good.Amount:R}}}", ":null}", StringComparison.Ordinal)
                ),
            () => Bad(ReasonCode.MissingField, Amount("null")),
            () => Bad(ReasonCode.MissingField, "{}"),
            () => Bad(ReasonCode.WrongType, Amount("\"12\"")),
            () => Bad(ReasonCode.WrongType, Amount("{\"value\":12}")),
            () => Bad(ReasonCode.WrongType, With("\"open\":1")),
            () => Bad(ReasonCode.NotFinite, Amount("NaN")),
            () => Bad(ReasonCode.NotFinite, Amount("-Infinity")),
            () => Bad(ReasonCode.NotFinite, Amount("1e999")),
            () => Bad(ReasonCode.OutOfRange, Amount("-0.01")),
            () => Bad(ReasonCode.OutOfRange, With("\"count\":9223372036854775808")),
            () => Bad(ReasonCode.TooLong, With($"\"code\":\"{new string('x', 5000)}\"")),
            () => Bad(ReasonCode.NotAllowed, With("\"country\":\"XX\"")),
            () => Bad(ReasonCode.PatternMismatch, With("\"code\":\"AB12\\u0000\"")),
            () => Bad(ReasonCode.UnknownField, With("\"amuont\":1")),
            () => Bad(ReasonCode.InvalidTimestamp, At("yesterday")),
            () => Bad(ReasonCode.InvalidTimestamp, At("10000-01-01T00:00:00Z")),
            () => Bad(ReasonCode.TooOld, At("1970-01-01T00:00:00Z")),
            () => Bad(ReasonCode.TooFarInFuture, At("2100-01-01T00:00:00Z")),
            () => new(ReasonCode.KeyMismatch, right, "somebody else"u8.ToArray(), Utf8(json)),
            () => new(ReasonCode.KeyMismatch, right, [0xFF, 0x00], Utf8(json)),
            () => new(ReasonCode.WrongPartition, Misplaced(key, partitions), key, Utf8(json)),
            () => Bad(ReasonCode.RuleViolated, Amount("10000.01")),
            () =>
                new(
                    ReasonCode.DuplicateId,
                    TestPublisher.PartitionOf(accepted.Account, partitions),
                    Utf8(accepted.Account),
                    Utf8(accepted.Json)
                ),
        ];

        BadRecord Bad(ReasonCode reason, string value) => new(reason, right, key, Utf8(value));

        string With(string member) => $"{json[..^1]},{member}}}";

        string Amount(string number) => $"{json[..json.IndexOf("\"amount\"", StringComparison.Ordinal)]}\"amount\":{number}}}";

        string At(string time) => json.Replace($"{good.At:yyyy-MM-ddTHH:mm:ss.ffffff}Z", time, StringComparison.Ordinal);
    }

    static int Misplaced(byte[] key, int partitions) =>
        Enumerable
            .Range(0, partitions)
            .First(p => p != Partitioners.Murmur2Partition(key, partitions) && p != Partitioners.Crc32Partition(key, partitions));

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
