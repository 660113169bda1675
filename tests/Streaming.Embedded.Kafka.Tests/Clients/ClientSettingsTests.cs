using Confluent.Kafka;
using Streaming.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Embedded.Kafka.Tests.Clients;

/// <summary>Settings that carry a promise, of every client by purpose.</summary>
public sealed class ClientSettingsTests
{
    static readonly KafkaConnection Connection = new(
        "localhost:1",
        new Dictionary<string, string> { ["security.protocol"] = "ssl", ["enable.idempotence"] = "false" }
    );

    static readonly ClientConfig[] All =
    [
        Consumers.OfStage(Connection, "group", "0", TimeSpan.FromSeconds(10)),
        Consumers.OfReader(Connection),
        Producers.Transactional(Connection, "id", TimeSpan.FromSeconds(15)),
        Producers.Reporting(Connection),
        Producers.Publishing(Connection),
    ];

    [Fact]
    public void Every_client_hears_soon_of_a_broker_that_was_fenced() =>
        All.ShouldAllBe(c => c.Get("topic.metadata.refresh.interval.ms") == "5000");

    [Fact]
    public void Every_client_has_what_the_user_gives() => All.ShouldAllBe(c => c.SecurityProtocol == SecurityProtocol.Ssl);

    [Fact]
    public void No_user_turns_idempotence_off() => All.OfType<ProducerConfig>().ShouldAllBe(c => c.EnableIdempotence == true);

    [Fact]
    public void A_producer_without_transactions_has_one_request_under_way() =>
        All.OfType<ProducerConfig>().Where(c => c.TransactionalId is null).ShouldAllBe(c => c.MaxInFlight == 1);

    [Fact]
    public void Every_consumer_reads_what_is_committed_and_commits_nothing_by_itself() =>
        All.OfType<ConsumerConfig>()
            .ShouldAllBe(c =>
                c.IsolationLevel == IsolationLevel.ReadCommitted && c.EnableAutoCommit == false && c.EnableAutoOffsetStore == false
            );
}
