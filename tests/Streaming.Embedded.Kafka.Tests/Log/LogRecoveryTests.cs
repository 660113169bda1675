using CsCheck;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Log;

public sealed class LogRecoveryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllIsAsItWasAfterACrashAndAfterACleanStop(bool clean)
    {
        using var log = Filled(segmentBytes: 2000);
        var (before, view) = (log.ReadAll(), log.Partition.View);
        var aborted = LogReader.Aborted(view, 0, view.EndOffset);
        var producers = log.Partition.ReadProducers(Describe);
        log.Reopen(clean);
        log.Findings.ShouldBeEmpty();
        log.ReadAll().ShouldBe(before);
        log.Partition.View.EndOffset.ShouldBe(view.EndOffset);
        log.Partition.View.StableOffset.ShouldBe(view.StableOffset);
        LogReader.Aborted(log.Partition.View, 0, view.EndOffset).ShouldBe(aborted);
        log.Partition.ReadProducers(Describe).ShouldBe(producers);
    }

    [Fact]
    public void ASentAgainBatchIsRecognisedAfterACrash()
    {
        using var log = new TestLog(segmentBytes: 400);
        for (var i = 0; i < 20; i++)
            log.Append(Batches.Idempotent(4, 1, i, $"{i}"));
        log.Crash();
        log.Append(Batches.Idempotent(4, 1, 19, "19")).ShouldBe(new AppendResult(ErrorCode.None, 19, -1, 0));
        log.Append(Batches.Idempotent(4, 1, 20, "20")).BaseOffset.ShouldBe(20);
        log.Append(Batches.Idempotent(4, 0, 21, "21")).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    /// <summary>A power loss may take whole batches from the end of a segment that was closed and not sealed yet.</summary>
    [Fact]
    public void NothingIsServedBehindAHole()
    {
        using var log = Filled(segmentBytes: 2000);
        var first = log.Partition.View.Segments[0];
        var path = first.Path;
        log.Partition.Dispose();
        var batches = Batches.Split(File.ReadAllBytes(path));
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - batches[^1].Length);
        File.Delete(Path.ChangeExtension(path, ".seal"));
        log.Crash();
        log.Findings.ShouldNotBeEmpty();
        log.Partition.View.EndOffset.ShouldBe(BatchHeader.Read(batches[^1]).BaseOffset);
        log.ReadAll().Count.ShouldBe(batches.Count - 1);
    }

    /// <summary>Wherever the last segment is cut, what remains is a prefix of what was written.</summary>
    [Fact]
    public void ATornTailIsCutToTheLastWholeBatch()
    {
        using var log = Filled(segmentBytes: 3000);
        var written = log.ReadAll();
        var last = Directory.GetFiles(log.Folder, "*.log").Order().Last();
        var firstOfLast = log.Partition.View.Segments[^1].BaseOffset;
        Gen.Int[0, (int)new FileInfo(last).Length]
            .Sample(length => WithCopy(log, copy =>
                    {
                        using (var file = File.OpenWrite(Path.Combine(copy, Path.GetFileName(last))))
                            file.SetLength(length);
                        var recovered = Recover(log, copy);
                        ShouldBePrefix(recovered, written);
                        recovered
                            .Count(batch => BatchHeader.Read(batch).BaseOffset < firstOfLast)
                            .ShouldBe(written.Count(batch => BatchHeader.Read(batch).BaseOffset < firstOfLast));
                        var kept = recovered.Where(batch => BatchHeader.Read(batch).BaseOffset >= firstOfLast).Sum(batch => batch.Length);
                        kept.ShouldBeLessThanOrEqualTo(length);
                        var next = written.Skip(recovered.Count).FirstOrDefault();
                        if (next is not null)
                            (kept + next.Length).ShouldBeGreaterThan(length);
                    }), iter: 150);
    }

    /// <summary>Whatever byte is flipped in whatever segment without a seal: no damaged batch is served, and all before it are.</summary>
    [Fact]
    public void AFlippedByteCutsTheLogThereAndNowhereElse()
    {
        using var log = Filled(segmentBytes: 3000);
        var written = log.ReadAll();
        var segments = log.Partition.View.Segments;
        log.Partition.Dispose();
        var files = segments.Select(segment => segment.Path).ToArray();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1], Gen.Byte[1, 255])
            .Sample((index, where, flip) => WithCopy(log, copy =>
                    {
                        foreach (var seal in Directory.GetFiles(copy, "*.seal"))
                            File.Delete(seal);
                        var path = Path.Combine(copy, Path.GetFileName(files[index]));
                        var bytes = File.ReadAllBytes(path);
                        var position = (int)(where * (bytes.Length - 1));
                        bytes[position] ^= flip;
                        File.WriteAllBytes(path, bytes);
                        var recovered = Recover(log, copy);
                        ShouldBePrefix(recovered, written);
                        var before = files.Take(index).Sum(file => new FileInfo(file).Length) + position;
                        var kept = recovered.Sum(batch => (long)batch.Length);
                        kept.ShouldBeLessThanOrEqualTo(before);
                        (kept + written[recovered.Count].Length).ShouldBeGreaterThan(before);
                    }), iter: 150);
    }

    /// <summary>A damaged seal is only ignored: the segment is read instead.</summary>
    [Fact]
    public void ADamagedSealCostsNothingButTime()
    {
        using var log = Filled(segmentBytes: 2000);
        var written = log.ReadAll();
        log.Partition.Close();
        var seals = Directory.GetFiles(log.Folder, "*.seal");
        seals.ShouldNotBeEmpty();
        Gen.Select(Gen.Int[0, seals.Length - 1].Select(index => seals[index]), Gen.Double[0, 1], Gen.Byte[1, 255], Gen.Bool)
            .Sample((seal, where, flip, cut) => WithCopy(log, copy =>
                    {
                        var path = Path.Combine(copy, Path.GetFileName(seal));
                        var bytes = File.ReadAllBytes(path);
                        var position = (int)(where * (bytes.Length - 1));
                        bytes[position] ^= flip;
                        File.WriteAllBytes(path, cut ? bytes[..position] : bytes);
                        Recover(log, copy).ShouldBe(written);
                    }), iter: 60);
    }

    [Fact]
    public void ACutLogTakesNewRecordsWhereItEnds()
    {
        using var log = new TestLog();
        for (var i = 0; i < 5; i++)
            log.Append(Batches.Plain($"{i}"));
        log.Partition.Dispose();
        var path = Directory.GetFiles(log.Folder, "*.log")[0];
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - 1);
        log.Reopen(clean: false);
        log.Findings.ShouldHaveSingleItem().ShouldContain("cut from");
        log.Append(Batches.Plain("again")).BaseOffset.ShouldBe(4);
        log.Crash();
        log.ReadAll().Count.ShouldBe(5);
    }

    [Fact]
    public void TheStartSurvivesWithTheSegmentsThatAreLeft()
    {
        using var log = Filled(segmentBytes: 1000);
        var end = log.Partition.View.EndOffset;
        log.Partition.AdvanceStart(end / 2);
        log.Crash();
        log.Partition.View.StartOffset.ShouldBeInRange(1, end / 2);
        log.Partition.View.EndOffset.ShouldBe(end);
    }

    static TestLog Filled(int segmentBytes)
    {
        var log = new TestLog(segmentBytes);
        var random = new Random(5);
        var sequences = new int[4];
        for (var i = 0; i < 120; i++)
        {
            var producer = random.Next(4);
            var values = Enumerable.Range(0, random.Next(1, 6)).Select(n => new string('v', random.Next(60)) + n).ToArray();
            switch (random.Next(4))
            {
                case 0:
                    log.Append(Batches.Plain(values)).Error.ShouldBe(ErrorCode.None);
                    break;
                case 1 when producer > 0:
                    log.Partition.AppendMarker(producer, 0, commit: random.Next(2) == 0).ShouldBe(ErrorCode.None);
                    break;
                default:
                    var batch =
                        producer == 0
                            ? Batches.Idempotent(producer, 0, sequences[producer], values)
                            : Batches.Transactional(producer, 0, sequences[producer], values);
                    log.Append(batch).Error.ShouldBe(ErrorCode.None);
                    sequences[producer] += values.Length;
                    break;
            }
        }

        return log;
    }

    static string Describe(ProducerStates producers) =>
        string.Join(
            '\n',
            producers
                .Entries.OrderBy(entry => entry.ProducerId)
                .Select(entry =>
                    $"{entry.ProducerId} {entry.Epoch} {entry.LastSequence} {entry.TransactionStart} {string.Join(' ', entry.Batches)}"
                )
        );

    static List<byte[]> Recover(TestLog log, string folder)
    {
        using var recovered = log.Open(folder, log.Config);
        return TestLog.ReadAll(recovered);
    }

    static void ShouldBePrefix(List<byte[]> part, List<byte[]> whole)
    {
        part.Count.ShouldBeLessThanOrEqualTo(whole.Count);
        for (var i = 0; i < part.Count; i++)
            part[i].AsSpan().SequenceEqual(whole[i]).ShouldBeTrue($"batch {i} is as it was written");
    }

    static void WithCopy(TestLog log, Action<string> action)
    {
        using var copy = new ScratchFolder();
        Directory.CreateDirectory(copy.Path);
        foreach (var file in Directory.GetFiles(log.Folder).Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        action(copy.Path);
    }
}
