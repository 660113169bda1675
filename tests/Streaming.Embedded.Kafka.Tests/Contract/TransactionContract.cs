using Confluent.Kafka;
using Streaming.Embedded.Kafka.Protocol;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Streaming.Embedded.Kafka.Tests.Contract;

public abstract class TransactionContract(IKafkaTarget target) : KafkaContract(target)
{
    const short InvalidRegularExpression = (short)Kafka.Protocol.ErrorCode.InvalidRegularExpression;

    [Fact]
    public async Task CommittedRecordsAreSeenAndAbortedOnesNot()
    {
        var topic = await TopicAsync(2);
        using var producer = Transactional();
        for (var i = 0; i < 6; i++)
        {
            producer.BeginTransaction();
            for (var p = 0; p < 2; p++)
                producer.Produce(new TopicPartition(topic, p), Message($"{i}"));
            if (i % 2 == 0)
                producer.CommitTransaction(Patience);
            else
                producer.AbortTransaction(Patience);
        }

        for (var p = 0; p < 2; p++)
        {
            AwaitValues(topic, 3, p).ShouldBe(["0", "2", "4"]);
            var all = ReadAll(topic, p, IsolationLevel.ReadUncommitted);
            // An abort before anything was sent leaves nothing; what was sent is there for those who ask for it.
            all.ConvertAll(result => result.Message.Value).Where(value => value is "0" or "2" or "4").ShouldBe(["0", "2", "4"]);
        }
    }

    [Fact]
    public async Task AnAbortedRecordIsThereOnlyForUncommittedReaders()
    {
        var topic = await TopicAsync();
        using var producer = Transactional();
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("aborted"));
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("committed"));
        producer.CommitTransaction(Patience);
        ReadValues(topic, isolation: IsolationLevel.ReadUncommitted).ShouldBe(["aborted", "committed"]);
        AwaitValues(topic, 1).ShouldBe(["committed"]);
        ReadAll(topic).ShouldHaveSingleItem().Offset.Value.ShouldBe(2);
    }

    /// <summary>As <c>kafka-transactions.sh list --transactional-id-pattern</c> asks (KIP-1152).</summary>
    [Theory]
    [InlineData("-[0-9]", 0, 1)]
    [InlineData("-[0-9].*", 0, 2)]
    [InlineData("-1", 0, 1)]
    [InlineData("-(", InvalidRegularExpression, 0)]
    public async Task TransactionsAreListedByAnExpressionForTheirWholeNames(string ending, short error, int count)
    {
        var name = $"listed-{Guid.NewGuid():N}";
        using var first = Transactional($"{name}-1");
        using var second = Transactional($"{name}-20");
        using var client = await RawClient.ConnectAsync(Bootstrap);
        var answer = await client.AskAsync(ApiKey.ListTransactions, 2, body =>
        {
            body.Array(0);
            body.Array(0);
            body.Int64(-1);
            body.String(name + ending);
            body.Tags();
        });
        var reader = new WireReader(answer, flexible: true);
        reader.Int32();
        reader.Int16().ShouldBe(error);
        reader.ArrayLength().ShouldBe(0);
        reader.ArrayLength().ShouldBe(count);
    }

    [Fact]
    public async Task AnOpenTransactionHidesWhatComesAfterIt()
    {
        var topic = await TopicAsync();
        using var open = Transactional();
        using var other = Producer();
        await other.ProduceAsync(topic, Message("before"));
        open.BeginTransaction();
        await open.ProduceAsync(topic, Message("open"));
        await other.ProduceAsync(topic, Message("after"));
        ReadValues(topic).ShouldBe(["before"]);
        ReadValues(topic, isolation: IsolationLevel.ReadUncommitted).ShouldBe(["before", "open", "after"]);
        using var consumer = Consumer(configure: config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience).High.Value.ShouldBe(1);
        open.CommitTransaction(Patience);
        AwaitValues(topic, 3).ShouldBe(["before", "open", "after"]);
        consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience).High.Value.ShouldBe(4);
    }

    [Fact]
    public async Task AWaitingReaderWakesWhenTheTransactionCommits()
    {
        var topic = await TopicAsync();
        using var producer = Transactional();
        using var consumer = Consumer(configure: WaitEndlessly);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("wake"));
        consumer.Consume(TimeSpan.FromMilliseconds(300)).ShouldBeNull();
        producer.CommitTransaction(Patience);
        consumer.Consume(Patience).ShouldNotBeNull().Message.Value.ShouldBe("wake");
    }

    [Fact]
    public async Task ASecondProducerWithTheSameIdFencesTheFirst()
    {
        var topic = await TopicAsync();
        var id = Unique("txn");
        using var first = Transactional(id);
        first.BeginTransaction();
        await first.ProduceAsync(topic, Message("zombie"));
        using var second = Transactional(id);
        second.BeginTransaction();
        await second.ProduceAsync(topic, Message("heir"));
        var error = Should.Throw<KafkaException>(() => first.CommitTransaction(Patience)).Error;
        error.Code.ShouldBeOneOf(ErrorCode.Local_Fenced, ErrorCode.ProducerFenced, ErrorCode.InvalidProducerEpoch);
        error.IsFatal.ShouldBeTrue();
        second.CommitTransaction(Patience);
        AwaitValues(topic, 1).ShouldBe(["heir"]);
    }

    [Fact]
    public async Task AFencedProducerCannotProduce()
    {
        var topic = await TopicAsync();
        var id = Unique("txn");
        using var first = Transactional(id);
        first.BeginTransaction();
        await first.ProduceAsync(topic, Message("zombie"));
        using var second = Transactional(id);
        (
            await Should.ThrowAsync<ProduceException<string, string>>(() => first.ProduceAsync(topic, Message("zombie 2")))
        ).Error.Code.ShouldBeOneOf(
            ErrorCode.Local_Fenced,
            ErrorCode.ProducerFenced,
            ErrorCode.InvalidProducerEpoch,
            ErrorCode.Local_PurgeQueue
        );
        ReadValues(topic).ShouldBeEmpty();
    }

    [Fact]
    public async Task ATransactionThatTakesTooLongIsAborted()
    {
        var topic = await TopicAsync();
        using var producer = await OpenForShortAsync(topic, "late");
        using var other = Producer();
        await other.ProduceAsync(topic, Message("other"));
        using var consumer = Consumer(configure: config => config.EnablePartitionEof = false);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        consumer.Consume(Patience).Message.Value.ShouldBe("other");
        Should.Throw<KafkaException>(() => producer.CommitTransaction(Patience)).Error.IsFatal.ShouldBeTrue();
    }

    /// <summary>
    /// A producer with a record in a transaction that will take too long: for a second, or for as long as this machine needs to get a
    /// record through before its transaction is over.
    /// </summary>
    async Task<IProducer<string, string>> OpenForShortAsync(string topic, string value)
    {
        for (var limit = TimeSpan.FromSeconds(1); ; limit *= 2)
        {
            var producer = Transactional(configure: config => config.TransactionTimeoutMs = (int)limit.TotalMilliseconds);
            producer.BeginTransaction();
            try
            {
                await producer.ProduceAsync(topic, Message(value));
                return producer;
            }
            catch (ProduceException<string, string>) when (limit < Patience / 4)
            {
                producer.Dispose();
            }
        }
    }

    [Fact]
    public async Task AnEmptyTransactionCommits()
    {
        var topic = await TopicAsync();
        using var producer = Transactional();
        producer.BeginTransaction();
        producer.CommitTransaction(Patience);
        producer.BeginTransaction();
        await producer.ProduceAsync(topic, Message("one"));
        producer.CommitTransaction(Patience);
        AwaitValues(topic, 1).ShouldBe(["one"]);
    }
}

public sealed class EmbeddedTransactionTests(EmbeddedTarget target) : TransactionContract(target);

public sealed class ApacheTransactionTests(ApacheTarget target) : TransactionContract(target);
