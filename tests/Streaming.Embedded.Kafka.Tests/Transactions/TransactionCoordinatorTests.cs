using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Tests.Log;
using Streaming.Embedded.Kafka.Tests.Server;
using Streaming.Embedded.Kafka.Transactions;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Transactions;

public sealed class TransactionCoordinatorTests : IDisposable
{
    static readonly TopicPartition Partition = new("t", 0);

    readonly ManualTime _time = new();
    readonly ScratchFolder _folder = new();
    TestServices _services;

    public TransactionCoordinatorTests()
    {
        _services = new TestServices(_folder.Path, _time);
        _services.Topic("t");
    }

    TransactionCoordinator Transactions => _services.All.Transactions;

    PartitionLog Log => _services.All.Topics.Partition("t", 0)!;

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void EveryInitBumpsTheEpochAndFencesTheOneBefore()
    {
        var first = Init();
        var second = Init();
        second.ShouldBe(first with { Epoch = 1 });
        Transactions.AddPartitions("tx", first.ProducerId, first.Epoch, [Partition]).ShouldBe(ErrorCode.ProducerFenced);
        Transactions.AddPartitions("tx", second.ProducerId + 7, second.Epoch, [Partition]).ShouldBe(ErrorCode.InvalidProducerIdMapping);
        Transactions.AddPartitions("tx", second.ProducerId, second.Epoch, [Partition]).ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void AProducerBumpsItsOwnEpochOnceForEachTimeItAsks()
    {
        var first = Init();
        var bumped = Transactions.Init("tx", 1000, first.ProducerId, first.Epoch);
        bumped.Epoch.ShouldBe((short)1);
        // The same question again, because the answer was lost.
        Transactions.Init("tx", 1000, first.ProducerId, first.Epoch).ShouldBe(bumped);
        Init();
        Transactions.Init("tx", 1000, bumped.ProducerId, bumped.Epoch).Error.ShouldBe(ErrorCode.ProducerFenced);
    }

    [Fact]
    public void AnExhaustedEpochGoesOnUnderANewProducerId()
    {
        var first = Init();
        var last = first;
        for (var i = 0; i < short.MaxValue - 2; i++)
            last = Init();
        last.ProducerId.ShouldBe(first.ProducerId);
        var next = Init();
        next.ProducerId.ShouldNotBe(first.ProducerId);
        next.Epoch.ShouldBe((short)0);
        Transactions.MayWrite(Partition, first.ProducerId, last.Epoch).ShouldBe(ErrorCode.InvalidProducerIdMapping);
    }

    [Fact]
    public void OnlyWhatWasAddedMayBeWritten()
    {
        var producer = Init();
        Transactions.MayWrite(Partition, producer.ProducerId, producer.Epoch).ShouldBe(ErrorCode.InvalidTxnState);
        Write(producer, 0).ShouldBe(ErrorCode.InvalidTxnState);
        Begin(producer);
        Write(producer, 0).ShouldBe(ErrorCode.None);
        Transactions.MayWrite(new TopicPartition("t", 1), producer.ProducerId, producer.Epoch).ShouldBe(ErrorCode.InvalidTxnState);
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true).ShouldBe(ErrorCode.None);
        Write(producer, 1).ShouldBe(ErrorCode.InvalidTxnState);
    }

    [Fact]
    public void EndingTwiceIsEndingOnce()
    {
        var producer = Init();
        Begin(producer);
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true).ShouldBe(ErrorCode.None);
        var end = Log.View.EndOffset;
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true).ShouldBe(ErrorCode.None);
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: false).ShouldBe(ErrorCode.InvalidTxnState);
        Log.View.EndOffset.ShouldBe(end);
    }

    [Fact]
    public void ATransactionThatTakesTooLongIsAbortedAndItsProducerFenced()
    {
        var producer = Init(timeoutMs: 5000);
        Begin(producer);
        Write(producer, 0);
        _time.Advance(TimeSpan.FromMilliseconds(4999));
        Transactions.Sweep();
        Log.View.StableOffset.ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Transactions.Sweep();
        Log.View.StableOffset.ShouldBe(Log.View.EndOffset);
        LogReader.Aborted(Log.View, 0, 1).Count.ShouldBe(1);
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true).ShouldBe(ErrorCode.ProducerFenced);
        Write(producer, 1).ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    [Fact]
    public void AnOpenTransactionSurvivesACrash()
    {
        var producer = Init();
        Begin(producer);
        Write(producer, 0);
        Restart();
        Log.View.StableOffset.ShouldBe(0);
        Write(producer, 1).ShouldBe(ErrorCode.None);
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true).ShouldBe(ErrorCode.None);
        Log.View.StableOffset.ShouldBe(3);
        LogReader.Aborted(Log.View, 0, 3).ShouldBeEmpty();
    }

    [Fact]
    public void ProducerIdsAreNotGivenOutAgainAfterACrash()
    {
        var before = Enumerable.Range(0, 10).Select(_ => Transactions.InitIdempotent().ProducerId).ToList();
        Restart();
        before.ShouldNotContain(Transactions.InitIdempotent().ProducerId);
    }

    /// <summary>What a power loss can leave: records of a transaction that the state does not know. Nobody else would end it.</summary>
    [Fact]
    public void RecordsOfAnUnknownTransactionAreAbortedAtStart()
    {
        Log.Append(Batches.Transactional(4711, 0, 0, "orphan"), new Anything()).Error.ShouldBe(ErrorCode.None);
        Log.View.StableOffset.ShouldBe(0);
        Restart();
        Log.View.StableOffset.ShouldBe(2);
        LogReader.Aborted(Log.View, 0, 1).ShouldHaveSingleItem().ProducerId.ShouldBe(4711);
    }

    [Fact]
    public void AnIdNobodyUsesIsForgotten()
    {
        Init();
        _time.Advance(_services.All.Options.TransactionalIdExpiration);
        Transactions.Sweep();
        Transactions.Find("tx").ShouldBeNull();
        Restart();
        Transactions.Find("tx").ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void AnImpossibleTimeoutIsRefused(int timeoutMs) =>
        Transactions.Init("tx", timeoutMs, -1, -1).Error.ShouldBe(ErrorCode.InvalidTransactionTimeout);

    [Fact]
    public void OffsetsNeedTheirGroupInTheTransaction()
    {
        var producer = Init();
        Begin(producer);
        ErrorCode Commit(short epoch) =>
            Transactions.CommitOffsets(
                "tx",
                producer.ProducerId,
                epoch,
                "g",
                new Committer("", null, -1),
                [new OffsetToCommit(Partition, 5, -1, null)]
            )[0];
        Commit(producer.Epoch).ShouldBe(ErrorCode.InvalidTxnState);
        Transactions.AddGroup("tx", producer.ProducerId, producer.Epoch, "g").ShouldBe(ErrorCode.None);
        Commit((short)(producer.Epoch + 1)).ShouldBe(ErrorCode.InvalidProducerEpoch);
        Commit(producer.Epoch).ShouldBe(ErrorCode.None);
        var offsets = _services.All.Groups.Find("g").ShouldNotBeNull().Offsets;
        offsets.IsPending(Partition).ShouldBeTrue();
        Transactions.End("tx", producer.ProducerId, producer.Epoch, commit: true);
        offsets.Committed[Partition].Offset.ShouldBe(5);
        offsets.IsPending(Partition).ShouldBeFalse();
    }

    ProducerIdentity Init(int timeoutMs = 60_000) => Transactions.Init("tx", timeoutMs, -1, -1);

    void Begin(ProducerIdentity producer) =>
        Transactions.AddPartitions("tx", producer.ProducerId, producer.Epoch, [Partition]).ShouldBe(ErrorCode.None);

    ErrorCode Write(ProducerIdentity producer, int sequence) =>
        Log.Append(Batches.Transactional(producer.ProducerId, producer.Epoch, sequence, "value"), Transactions).Error;

    void Restart()
    {
        _services.Dispose();
        _services = new TestServices(_folder.Path, _time);
    }

    sealed class Anything : ITransactionGuard
    {
        public ErrorCode MayWrite(TopicPartition partition, long producerId, short epoch) => ErrorCode.None;
    }
}
