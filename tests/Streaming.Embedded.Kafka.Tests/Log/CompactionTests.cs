using CsCheck;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Log;

public sealed class CompactionTests
{
    static readonly CompactionConfig AtOnce = new(DeleteRetentionMs: 1000, MinLagMs: 0, MaxLagMs: long.MaxValue, MinDirtyRatio: 0);

    sealed record Read(long Offset, string Key, string? Value, long Timestamp);

    [Fact]
    public void Of_each_key_the_newest_record_is_left_where_it_was()
    {
        using var log = new TestLog(segmentBytes: 400, AtOnce);
        for (var i = 0; i < 40; i++)
            log.Append(Batches.Keyed(-1, 0, false, 0, ($"k{i % 4}", $"{i}"), ($"k{i % 3}", $"{i}b")));
        var end = log.Partition.View.EndOffset;
        Compact(log, 0).ShouldBeTrue();
        var closed = log.Partition.View.Segments[^1].BaseOffset;
        var left = Records(log);
        left.Where(r => r.Offset < closed).Select(r => r.Key).ShouldBe(left.Where(r => r.Offset < closed).Select(r => r.Key).Distinct());
        left.ShouldContain(r => r.Value == "39b" && r.Offset == 79);
        log.Partition.View.EndOffset.ShouldBe(end);
        Compact(log, 0).ShouldBeFalse();
        log.Partition.SizeInBytes.ShouldBeLessThan(40 * 60);
    }

    [Fact]
    public void A_tombstone_stays_for_as_long_as_it_is_promised_and_then_goes()
    {
        using var log = new TestLog(segmentBytes: 300, AtOnce);
        log.Append(Batches.Keyed(-1, 0, false, 4, ("gone", "1"), ("stays", "1")));
        log.Append(Batches.Keyed(-1, 0, false, 4, ("gone", null), ("other", "1")));
        for (var i = 0; i < 8; i++)
            log.Append(Batches.Keyed(-1, 0, false, 4, ("filler", $"{i}")));
        Compact(log, 5000).ShouldBeTrue();
        Records(log).Select(r => r.Key).ShouldContain("gone");
        Records(log).First(r => r.Key == "gone").ShouldBe(new Read(2, "gone", null, Batches.Time));
        Compact(log, 5999).ShouldBeFalse();
        Compact(log, 6000).ShouldBeTrue();
        Records(log).Select(r => r.Key).ShouldNotContain("gone");
        Records(log).Select(r => r.Key).ShouldContain("stays");
        Records(log).First(r => r.Key == "other").Timestamp.ShouldBe(Batches.Time + 1);
    }

    [Fact]
    public void Of_an_aborted_transaction_nothing_is_left_and_at_last_not_even_its_end()
    {
        using var log = new TestLog(segmentBytes: 500, AtOnce);
        log.Append(Batches.Keyed(7, 0, true, 0, ("a", "committed")));
        log.Partition.AppendMarker(7, 0, commit: true);
        log.Append(Batches.Keyed(7, 1, true, 0, ("a", "aborted")));
        log.Partition.AppendMarker(7, 0, commit: false);
        for (var i = 0; i < 12; i++)
            log.Append(Batches.Keyed(-1, 0, false, 0, ("filler", $"{i}")));
        Compact(log, 0).ShouldBeTrue();
        Records(log).Where(r => r.Key == "a").Select(r => r.Value).ShouldBe(["committed"]);
        Markers(log).ShouldBe(2);
        Compact(log, 1000).ShouldBeTrue();
        // That of the committed one has something left to end.
        Markers(log).ShouldBe(1);
        var view = log.Partition.View;
        LogReader.Aborted(view, 0, view.EndOffset).ShouldBeEmpty();
        log.Crash();
        log.Partition.View.StableOffset.ShouldBe(view.EndOffset);
    }

    [Fact]
    public void What_an_open_transaction_reaches_into_stays()
    {
        using var log = new TestLog(segmentBytes: 300, AtOnce);
        log.Append(Batches.Keyed(7, 0, true, 0, ("a", "1")));
        for (var i = 0; i < 12; i++)
            log.Append(Batches.Keyed(-1, 0, false, 0, ("a", $"{i}")));
        Compact(log, 0).ShouldBeFalse();
        log.Partition.AppendMarker(7, 0, commit: true);
        Compact(log, 0).ShouldBeTrue();
    }

    /// <summary>A seal that cannot be written, as on a full disk, holds cleaning up only for as long as that is so.</summary>
    [Fact]
    public void A_segment_that_could_not_be_sealed_is_sealed_later()
    {
        using var log = new TestLog(segmentBytes: 300, AtOnce);
        var seal = log.Partition.View.Segments[0].SealPath;
        Directory.CreateDirectory(seal + ".tmp");
        for (var i = 0; i < 12; i++)
            log.Append(Batches.Keyed(-1, 0, false, 0, ("a", $"{i}")));
        var next = log.Partition.View.Segments[1].SealPath;
        SpinWait.SpinUntil(() => File.Exists(next), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        File.Exists(seal).ShouldBeFalse();
        log.Partition.Compact(0).ShouldBeFalse();
        Directory.Delete(seal + ".tmp");
        SpinWait.SpinUntil(() => log.Partition.Compact(0), TimeSpan.FromSeconds(30)).ShouldBeTrue("the segment is sealed, and cleaned");
        Records(log).Count.ShouldBeLessThan(12);
    }

    [Fact]
    public void A_record_without_a_key_is_refused()
    {
        using var log = new TestLog(compaction: AtOnce);
        log.Append(Batches.Keyed(-1, 0, false, 4, ("k", "1"), (null, "2"))).Error.ShouldBe(ErrorCode.InvalidRecord);
        log.Append(Batches.Keyed(-1, 0, false, 4, ("", "1"))).Error.ShouldBe(ErrorCode.None);
        var torn = Batches.Keyed(-1, 0, false, 0, ("k", "1"));
        torn[BatchHeader.Size] = 0x7e;
        log.Append(Batches.Resealed(torn)).Error.ShouldBe(ErrorCode.CorruptMessage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_without_seals_finds_the_same(bool clean)
    {
        using var log = Mixed();
        Compact(log, 0);
        var (records, view) = (Records(log), log.Partition.View);
        log.Reopen(clean);
        Records(log).ShouldBe(records);
        foreach (var seal in Directory.GetFiles(log.Folder, "*.seal"))
            File.Delete(seal);
        log.Reopen(clean: false);
        log.Findings.ShouldBeEmpty();
        Records(log).ShouldBe(records);
        log.Partition.View.EndOffset.ShouldBe(view.EndOffset);
        log.Partition.View.StableOffset.ShouldBe(view.StableOffset);
    }

    [Fact]
    public void Segments_that_have_become_small_are_put_together()
    {
        using var log = new TestLog(segmentBytes: 400, AtOnce);
        for (var i = 0; i < 60; i++)
            log.Append(Batches.Keyed(-1, 0, false, 0, ($"k{i % 3}", $"{i}"), ($"only-{i / 20}", $"{i}")));
        var before = log.Partition.View.Segments.Length;
        Compact(log, 0).ShouldBeTrue();
        Compact(log, 1000);
        // What was one by one cleaned in the first round is small in the second.
        log.Append(Batches.Keyed(-1, 0, false, 0, ("last", new string('x', 300))));
        log.Append(Batches.Keyed(-1, 0, false, 0, ("last", new string('y', 300))));
        Compact(log, 2000).ShouldBeTrue();
        var (records, segments) = (Records(log), log.Partition.View.Segments);
        segments.Length.ShouldBeLessThan(before / 3);
        Directory.GetFiles(log.Folder, "*.log").Length.ShouldBe(segments.Length);
        Directory.GetFiles(log.Folder, "*.seal").Length.ShouldBe(segments.Length - 1);
        segments.ShouldAllBe(segment => segment.Size <= 400);
        log.Crash();
        log.Findings.ShouldBeEmpty();
        Records(log).ShouldBe(records);
        log.Partition.View.Segments.Length.ShouldBe(segments.Length);
    }

    /// <summary>A crash may leave the new files beside the old ones, one of them moved, some of the old ones gone, or both half
    /// written.</summary>
    [Fact]
    public void A_crash_in_the_middle_of_the_exchange_leaves_the_old_or_the_new()
    {
        using var log = Mixed();
        var old = Files(log);
        // Twice: what was cleaned is small, and put together.
        Compact(log, 0);
        Compact(log, 5000);
        var (records, after) = (Records(log), Files(log));
        var (first, seal) = (log.Partition.View.Segments[0].Path, log.Partition.View.Segments[0].SealPath);
        var merged = old
            .Keys.Where(path => path.EndsWith(".log", StringComparison.Ordinal) && !after.ContainsKey(path))
            .Where(path => string.CompareOrdinal(path, log.Partition.View.Segments[1].Path) < 0)
            .Order(StringComparer.Ordinal)
            .SelectMany(path => new[] { Path.ChangeExtension(path, ".seal"), path })
            .ToList();
        merged.Count.ShouldBeGreaterThan(2, "several became the first");
        after[first].ShouldNotBe(old[first]);

        // Decided, nothing moved yet; then the log moved, and one after the other the files gone that became part of it.
        for (var gone = -1; gone <= merged.Count; gone++)
        {
            log.Partition.Dispose();
            Place(log, after);
            File.WriteAllBytes(first, gone < 0 ? old[first] : after[first]);
            File.WriteAllBytes(seal, old[seal]);
            foreach (var path in merged.Skip(Math.Max(gone, 0)))
                File.WriteAllBytes(path, old[path]);
            if (gone < 0)
                File.WriteAllBytes(first + ".cleaned", after[first]);
            File.WriteAllBytes(seal + ".cleaned", after[seal]);
            log.Crash();
            log.Findings.ShouldBeEmpty();
            Records(log).ShouldBe(records);
            Directory.GetFiles(log.Folder).ShouldBe(after.Keys, ignoreOrder: true);
        }

        // Not decided: the half-written file goes, the old ones hold.
        log.Partition.Dispose();
        Place(log, old);
        File.WriteAllBytes(first + ".cleaned", old[first][..^7]);
        log.Crash();
        log.Findings.ShouldBeEmpty();
        Directory.GetFiles(log.Folder).ShouldBe(old.Keys, ignoreOrder: true);
        File.ReadAllBytes(first).ShouldBe(old[first]);
    }

    static Dictionary<string, byte[]> Files(TestLog log) =>
        Directory.GetFiles(log.Folder).ToDictionary(path => path, File.ReadAllBytes, StringComparer.Ordinal);

    static void Place(TestLog log, Dictionary<string, byte[]> files)
    {
        foreach (var path in Directory.GetFiles(log.Folder))
            File.Delete(path);
        foreach (var (path, bytes) in files)
            File.WriteAllBytes(path, bytes);
    }

    sealed record Step(int Kind, int Key, int Producer, int Records, int Compression);

    /// <summary>Whatever is written and however often it is cleaned: who reads it all knows the same of every key as from the whole log, at
    /// the offsets of the whole log, and nothing that was aborted.</summary>
    [Fact]
    public void Readers_learn_the_same_as_from_the_whole_log()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 4])
            .Select((kind, key, producer, records, compression) => new Step(kind, key, producer, records, compression));
        step.Array[5, 80]
            .Sample(
                steps =>
                {
                    using var log = new TestLog(segmentBytes: 700, AtOnce);
                    var whole = new List<Read>();
                    var open = new Dictionary<long, List<Read>>();
                    var sequences = new Dictionary<long, int>();
                    var now = 0L;
                    for (var i = 0; i < steps.Length; i++)
                        Take(log, steps[i], i, whole, open, sequences, ref now);
                    foreach (var producer in open.Keys.ToList())
                    {
                        log.Partition.AppendMarker(producer, 0, commit: true);
                        whole.AddRange(open[producer]);
                    }

                    Check(log, whole);
                    log.Crash();
                    Check(log, whole);
                    Compact(log, now + 100_000);
                    Compact(log, now + 200_000);
                    Check(log, whole, tombstonesMayBeGone: true);
                },
                iter: 300,
                threads: 1
            );
    }

    static void Take(
        TestLog log,
        Step step,
        int i,
        List<Read> whole,
        Dictionary<long, List<Read>> open,
        Dictionary<long, int> sequences,
        ref long now
    )
    {
        switch (step.Kind)
        {
            case 8:
                now += 700;
                Compact(log, now);
                return;
            case 9 when open.Remove(step.Producer, out var pending):
                log.Partition.AppendMarker(step.Producer, 0, commit: step.Key % 2 == 0).ShouldBe(ErrorCode.None);
                if (step.Key % 2 == 0)
                    whole.AddRange(pending);
                return;
            case 9:
                return;
        }

        var transactional = step.Kind >= 4;
        var producer = transactional ? step.Producer : -1L;
        var records = Enumerable
            .Range(0, step.Records)
            .Select(r => (Key: $"k{(step.Key + r) % 7}", Value: (i + r) % 5 == 0 ? null : $"{i}.{r}"))
            .ToArray();
        var sequence = sequences.GetValueOrDefault(producer);
        var appended = log.Append(
            Batches.Keyed(producer, sequence, transactional, step.Compression, [.. records.Select(r => ((string?)r.Key, r.Value))])
        );
        appended.Error.ShouldBe(ErrorCode.None);
        var read = records.Select((r, at) => new Read(appended.BaseOffset + at, r.Key, r.Value, Batches.Time + at));
        if (!transactional)
        {
            whole.AddRange(read);
            return;
        }

        sequences[producer] = sequence + records.Length;
        if (!open.TryGetValue(producer, out var held))
            open[producer] = held = [];
        held.AddRange(read);
    }

    static void Check(TestLog log, List<Read> whole, bool tombstonesMayBeGone = false)
    {
        var newest = whole.GroupBy(r => r.Key).Select(g => g.MaxBy(r => r.Offset)!).ToDictionary(r => r.Key);
        var read = Records(log);
        foreach (var record in read)
            whole.ShouldContain(record);
        foreach (var (key, record) in newest)
        {
            var last = read.LastOrDefault(r => r.Key == key);
            if (last is null)
                record.Value.ShouldBeNull();
            else
                last.ShouldBe(record);
            if (!tombstonesMayBeGone && record.Value is not null)
                last.ShouldNotBeNull();
        }
    }

    static TestLog Mixed()
    {
        var log = new TestLog(segmentBytes: 600, AtOnce);
        for (var i = 0; i < 60; i++)
        {
            log.Append(Batches.Keyed(5, i, i % 2 == 0, i % 5, ($"k{i % 5}", i % 7 == 0 ? null : $"{i}")));
            if (i % 2 == 0)
                log.Partition.AppendMarker(5, 0, commit: i % 3 == 0);
        }

        log.Reopen(clean: false);
        return log;
    }

    static bool Compact(TestLog log, long now)
    {
        // Closed segments are sealed in the background, and only then cleaned.
        SpinWait
            .SpinUntil(() => log.Partition.View.Segments[..^1].All(s => File.Exists(s.SealPath)), TimeSpan.FromSeconds(30))
            .ShouldBeTrue();
        return log.Partition.Compact(now);
    }

    static int Markers(TestLog log) => log.ReadAll().Count(b => BatchHeader.Read(b).IsControl);

    /// <summary>As a read-committed consumer reads them.</summary>
    static List<Read> Records(TestLog log)
    {
        var view = log.Partition.View;
        var aborted = LogReader.Aborted(view, view.StartOffset, view.EndOffset);
        var read = new List<Read>();
        foreach (var batch in log.ReadAll(committed: true))
        {
            var header = BatchHeader.Read(batch);
            BatchHeader.CrcMatches(batch).ShouldBeTrue();
            if (
                header.IsControl
                || aborted.Any(t =>
                    t.ProducerId == header.ProducerId && t.FirstOffset <= header.BaseOffset && header.LastOffset < t.LastOffset
                )
            )
            {
                continue;
            }

            var record = new RecordReader(RecordDecompressor.Records(batch, header), header.RecordCount);
            while (record.Next())
            {
                read.Add(
                    new Read(
                        header.BaseOffset + record.OffsetDelta,
                        System.Text.Encoding.UTF8.GetString(record.Key),
                        record.IsTombstone ? null : ValueOf(record.Content),
                        header.BaseTimestamp + record.TimestampDelta
                    )
                );
            }
        }

        return read;
    }

    static string ValueOf(ReadOnlySpan<byte> content)
    {
        var at = 0;
        var key = (int)Varint.Read(content, ref at);
        at += key;
        var length = (int)Varint.Read(content, ref at);
        return System.Text.Encoding.UTF8.GetString(content.Slice(at, length));
    }
}
