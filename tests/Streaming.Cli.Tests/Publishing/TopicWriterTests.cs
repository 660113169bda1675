using Streaming.Cli.Publishing.Sending;
using Streaming.Cli.Services;

namespace Streaming.Cli.Tests.Publishing;

public sealed class TopicWriterTests
{
    [Fact]
    public void Nothing_is_written_twice_where_a_broker_crashes() =>
        TopicWriter.Settings(new KafkaAccess("127.0.0.1:9092")).ShouldSatisfyAllConditions(
            s => s.EnableIdempotence.ShouldBe(true),
            s => s.MaxInFlight.ShouldBe(1));
}
