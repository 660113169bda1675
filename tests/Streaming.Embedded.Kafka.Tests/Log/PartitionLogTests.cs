using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Log;

public sealed class PartitionLogTests
{
    [Fact]
    public void BatchesGetOffsetsInOrderAndStayAsTheyWere()
    {
        using var log = new TestLog();
        log.Append(Batches.Plain("a", "b")).BaseOffset.ShouldBe(0);
        log.Append(Batches.Plain("c")).BaseOffset.ShouldBe(2);
        log.Partition.View.EndOffset.ShouldBe(3);
        var read = log.ReadAll();
        read.Count.ShouldBe(2);
        read[0][12..].ShouldBe(Batches.Plain("a", "b")[12..]);
        BatchHeader.Read(read[1]).BaseOffset.ShouldBe(2);
    }

    [Fact]
    public void ASentAgainBatchIsWrittenOnce()
    {
        using var log = new TestLog();
        for (var i = 0; i < 7; i++)
            log.Append(Batches.Idempotent(9, 0, i, $"{i}")).BaseOffset.ShouldBe(i);
        log.Append(Batches.Idempotent(9, 0, 6, "6")).ShouldBe(new AppendResult(ErrorCode.None, 6, -1, 0));
        log.Append(Batches.Idempotent(9, 0, 2, "2")).BaseOffset.ShouldBe(2);
        // Only the last five are remembered.
        log.Append(Batches.Idempotent(9, 0, 1, "1")).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        log.Append(Batches.Idempotent(9, 0, 8, "8")).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        log.Partition.View.EndOffset.ShouldBe(7);
    }

    [Fact]
    public void SequenceNumbersBeginAgainAfterTheLargest()
    {
        using var log = new TestLog();
        log.Append(Batches.Idempotent(9, 0, int.MaxValue - 1, "a", "b")).Error.ShouldBe(ErrorCode.None);
        log.Append(Batches.Idempotent(9, 0, 0, "c")).Error.ShouldBe(ErrorCode.None);
        using var split = new TestLog();
        split.Append(Batches.Idempotent(9, 0, int.MaxValue, "a", "b")).Error.ShouldBe(ErrorCode.None);
        split.Append(Batches.Idempotent(9, 0, 1, "c")).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void AnOldEpochIsFencedAndANewOneStartsAtZero()
    {
        using var log = new TestLog();
        log.Append(Batches.Idempotent(9, 3, 0, "a")).Error.ShouldBe(ErrorCode.None);
        log.Append(Batches.Idempotent(9, 2, 1, "b")).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
        log.Append(Batches.Idempotent(9, 4, 1, "c")).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        log.Append(Batches.Idempotent(9, 4, 0, "d")).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void TheStableOffsetIsTheStartOfTheOldestOpenTransaction()
    {
        using var log = new TestLog();
        log.Append(Batches.Plain("x"));
        log.Append(Batches.Transactional(1, 0, 0, "a"));
        log.Append(Batches.Transactional(2, 0, 0, "b"));
        log.Append(Batches.Plain("y"));
        log.Partition.View.StableOffset.ShouldBe(1);
        log.Partition.AppendMarker(1, 0, commit: false).ShouldBe(ErrorCode.None);
        log.Partition.View.StableOffset.ShouldBe(2);
        log.Partition.AppendMarker(2, 0, commit: true);
        log.Partition.View.StableOffset.ShouldBe(6);
        LogReader.Aborted(log.Partition.View, 0, 6).ShouldBe([new AbortedTransaction(1, 1, 4, 2)]);
        LogReader.Aborted(log.Partition.View, 5, 6).ShouldBeEmpty();
        LogReader.Aborted(log.Partition.View, 0, 1).ShouldBeEmpty();
    }

    [Fact]
    public void AMarkerFencesOlderEpochs()
    {
        using var log = new TestLog();
        log.Append(Batches.Transactional(1, 0, 0, "a"));
        log.Partition.AppendMarker(1, 1, commit: false).ShouldBe(ErrorCode.None);
        log.Append(Batches.Transactional(1, 0, 1, "b")).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
        log.Partition.AppendMarker(1, 0, commit: true).ShouldBe(ErrorCode.InvalidProducerEpoch);
        log.Append(Batches.Transactional(1, 1, 0, "c")).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void SegmentsAreReadAcross()
    {
        using var log = new TestLog(segmentBytes: 300);
        for (var i = 0; i < 50; i++)
            log.Append(Batches.Plain($"value {i}"));
        log.Partition.View.Segments.Length.ShouldBeGreaterThan(10);
        log.ReadAll().ConvertAll(batch => BatchHeader.Read(batch).BaseOffset).ShouldBe(Enumerable.Range(0, 50).Select(i => (long)i));
    }

    [Fact]
    public void TheStartOnlyMovesUpAndTakesWholeSegmentsAlong()
    {
        using var log = new TestLog(segmentBytes: 300);
        for (var i = 0; i < 50; i++)
            log.Append(Batches.Plain($"value {i}"));
        var files = Directory.GetFiles(log.Folder, "*.log").Length;
        log.Partition.AdvanceStart(25).ShouldBe(25);
        log.Partition.AdvanceStart(10).ShouldBe(25);
        Directory.GetFiles(log.Folder, "*.log").Length.ShouldBeLessThan(files);
        log.Partition.AdvanceStart(1000).ShouldBe(50);
        log.ReadAll().ShouldBeEmpty();
        log.Append(Batches.Plain("next")).BaseOffset.ShouldBe(50);
    }

    [Fact]
    public void RetentionDropsTheOldestSegmentsButNoneOfAnOpenTransaction()
    {
        using var log = new TestLog(segmentBytes: 300);
        for (var i = 0; i < 20; i++)
            log.Append(Batches.Plain($"value {i}"));
        var open = log.Append(Batches.Transactional(1, 0, 0, "open")).BaseOffset;
        for (var i = 0; i < 20; i++)
            log.Append(Batches.Plain($"value {i}"));
        log.Partition.RetentionStart().ShouldBe(0);
        log.Partition.Config = log.Config with { RetentionBytes = 400 };
        log.Partition.RetentionStart().ShouldBeInRange(1, open);
        log.Partition.AppendMarker(1, 0, commit: true);
        log.Partition.RetentionStart().ShouldBeGreaterThan(open);
        log.Partition.Config = log.Config with { RetentionMs = 1000 };
        log.Partition.RetentionStart().ShouldBe(log.Partition.View.Segments[^1].BaseOffset);
        log.Partition.Config = log.Config with { RetentionMs = 1000, DeletesOldSegments = false };
        log.Partition.RetentionStart().ShouldBe(0);
    }

    [Theory]
    [InlineData(8, 0x7f, ErrorCode.CorruptMessage)] // length
    [InlineData(16, 1, ErrorCode.UnsupportedForMessageFormat)] // magic
    [InlineData(30, 1, ErrorCode.CorruptMessage)] // base timestamp, under the checksum
    [InlineData(70, 0x55, ErrorCode.CorruptMessage)] // a record
    public void ADamagedBatchIsRefused(int position, byte value, object expected)
    {
        using var log = new TestLog();
        var batch = Batches.Plain("some value");
        batch[position] ^= value;
        log.Append(batch).Error.ShouldBe((ErrorCode)expected);
        log.Partition.View.EndOffset.ShouldBe(0);
    }

    [Fact]
    public void ABatchWhoseCountsDisagreeIsRefused()
    {
        using var log = new TestLog();
        var batch = Batches.Plain("a", "b");
        batch[60] = 3;
        log.Append(Batches.Resealed(batch)).Error.ShouldBe(ErrorCode.InvalidRecord);
        var control = Batches.Transactional(1, 0, 0, "a");
        control[22] |= 32;
        log.Append(Batches.Resealed(control)).Error.ShouldBe(ErrorCode.InvalidRecord);
        log.Append([.. Batches.Plain("a"), .. Batches.Plain("b")]).Error.ShouldBe(ErrorCode.InvalidRecord);
        log.Append([]).Error.ShouldBe(ErrorCode.CorruptMessage);
    }
}
