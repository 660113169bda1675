using CsCheck;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>
/// Whatever a history looks like, and however often it is cut: it verifies, what has to stay is there, and one batch less than what was
/// signed for is missed.
/// </summary>
public sealed class CutPropertyTests(DatabaseFixture database)
{
    const int Days = 12;

    /// <summary>A batch: hours after the one before, whether a snapshot is taken, whether the text changes.</summary>
    static readonly Gen<(int Hours, bool Snapshot, bool Change)> Batch = Gen.Select(
        Gen.Int[-2, 30],
        Gen.Int[0, 3].Select(i => i > 0),
        Gen.Int[0, 19].Select(i => i == 0)
    );

    [Fact]
    public async Task Cuts_and_verification_agree() =>
        await Gen.Select(Batch.Array[1, 30], Gen.Double[0.5, Days].Array[1, 3], Gen.Int[1, 3])
            .SampleAsync(
                async (batches, keeps, windows) =>
                {
                    await using var history = await DatedHistory.OfAsync(database, days: 0);
                    var tail = LineageTail.Start(Samples.Stream with { Partition = 7 });
                    var (at, text, all) = (DatedHistory.Today - Days * DatedHistory.Day, 0, new List<BatchHeader>());
                    foreach (var (hours, snapshot, change) in batches)
                    {
                        at = Timestamp.Min(at + TimeSpan.FromHours(hours), DatedHistory.Today);
                        text += change ? 1 : 0;
                        tail = await history.AppendAsync(DatedHistory.Next(tail, at, snapshot, $"{text}"));
                        all.Add(tail.Header!);
                    }

                    var least = double.MaxValue;
                    foreach (var keep in keeps)
                    {
                        least = Math.Min(least, keep);
                        var now = Timestamp.Now(TimeProvider.System);
                        var report = await history.RemoveAsync(DatedHistory.Keep(keep, TimeSpan.FromDays(windows)));
                        await history.ShouldBeSoundAsync();
                        var plan = report.Plan.Streams.Single(s => s.Stream == tail.Stream);
                        var kept = await history.Store.ReadAsync(tail.Stream, 1, long.MaxValue).ToListAsync();
                        kept.Select(b => b.Version)
                            .ShouldBe(Enumerable.Range((int)plan.First, all.Count - (int)plan.First + 1).Select(v => (long)v));
                        var gone = all.Take((int)plan.First - 1).ToList();
                        gone.ShouldAllBe(h => h.WrittenAt < now - least * DatedHistory.Day);
                        gone.ShouldAllBe(h => h.Watermark < tail.Header!.Watermark - windows * DatedHistory.Day);
                        // Each restore from rows that stays can be done again.
                        foreach (var (i, header) in all.Index().Skip(Math.Max(1, (int)plan.First)))
                        {
                            if (header.TopologyHash != all[i - 1].TopologyHash)
                                gone.ShouldAllBe(h => h.Watermark < all[i - 1].Watermark - windows * DatedHistory.Day);
                        }

                        if (gone.Count > 0)
                            kept[0].Header.SegmentBefore.ShouldNotBeNull().SnapshotHash.ShouldBe(gone[^1].Snapshot!.Hash);
                    }

                    if (all.Count - (await history.Store.Cuts.ReadAsync(Samples.Stream.Topology)).FirstOf(tail.Stream) < 1)
                        return;
                    await history.SqlAsync(
                        $"delete from {{0}}.mt_events where stream_id = '{tail.Stream}' and version = "
                            + $"(select min(version) from {{0}}.mt_events where stream_id = '{tail.Stream}')"
                    );
                    var fault = (await history.VerifyAsync()).Streams.Single(s => s.Stream == tail.Stream).Chain;
                    fault.ShouldNotBeNull().Kind.ShouldBe(FaultKind.Missing);
                },
                iter: 25,
                threads: 2
            );
}
