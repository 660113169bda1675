using CsCheck;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Log;

/// <summary>A power loss leaves of each file what was forced to disk, and of the rest a part, or something else.</summary>
public sealed class PowerLossTests
{
    [Fact]
    public void What_was_acknowledged_survives_where_every_record_is_flushed() => Check(flushMessages: 1, (written, _) => written);

    [Fact]
    public void What_was_flushed_survives_everywhere() => Check(long.MaxValue, (_, flushed) => flushed);

    /// <param name="flushMessages">The topic's setting.</param>
    /// <param name="promised">How many of the batches have to be there, of those written and those before the last flush.</param>
    static void Check(long flushMessages, Func<int, int, int> promised)
    {
        Gen.Select(Gen.Int[1, 25], Gen.Int[0, 25], Gen.Int)
            .Sample(
                (batches, flushAt, seed) =>
                {
                    using var log = new TestLog(segmentBytes: 500, flushMessages: flushMessages);
                    var flushed = 0;
                    for (var i = 0; i < batches; i++)
                    {
                        log.Append(Batches.Idempotent(3, 0, i, $"{i}")).Error.ShouldBe(ErrorCode.None);
                        if (i != flushAt)
                            continue;
                        log.Partition.Flush();
                        flushed = i + 1;
                    }

                    var written = log.ReadAll();
                    using var copy = new ScratchFolder();
                    Lose(log, copy.Path, new Random(seed));
                    using var recovered = log.Open(copy.Path, log.Config);
                    var left = TestLog.ReadAll(recovered);
                    left.Count.ShouldBeGreaterThanOrEqualTo(promised(batches, flushed));
                    left.ShouldBe(written.Take(left.Count));
                },
                iter: 100,
                threads: 1
            );
    }

    static void Lose(TestLog log, string into, Random random)
    {
        Directory.CreateDirectory(into);
        foreach (var segment in log.Partition.View.Segments)
        {
            var bytes = File.ReadAllBytes(segment.Path).AsSpan(0, segment.Size).ToArray();
            var kept = random.Next(segment.FlushedSize, segment.Size + 1);
            // The file may be longer than what came to the disk; then the rest is zeros, or whatever stood there.
            var length = random.Next(2) == 0 ? kept : segment.Size;
            if (random.Next(2) == 0)
                bytes.AsSpan(kept).Clear();
            else
                random.NextBytes(bytes.AsSpan(kept));
            File.WriteAllBytes(Path.Combine(into, Path.GetFileName(segment.Path)), bytes[..length]);
        }
    }
}
