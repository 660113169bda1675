using Streaming.Embedded.Kafka.Apis.Data;
using Streaming.Embedded.Kafka.Apis.Data.Sessions;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Fetching;

public sealed class FetchSessionsTests
{
    static readonly TimeSpan Safe = TimeSpan.FromMinutes(2);

    readonly ManualTime _time = new();

    [Fact]
    public void There_are_only_so_many_and_one_in_use_is_kept()
    {
        var sessions = Sessions();
        var (first, second) = (Open(sessions, 3), Open(sessions, 2));
        Open(sessions, 5).ShouldBe(0, "no place is free, and none is old");
        _time.Advance(Safe + TimeSpan.FromSeconds(1));
        Go(sessions, first, 1).ShouldBe(ErrorCode.None);
        Open(sessions, 1).ShouldNotBe(0);
        Go(sessions, second, 1).ShouldBe(ErrorCode.FetchSessionIdNotFound, "it was silent for long");
        Go(sessions, first, 2).ShouldBe(ErrorCode.None);
        sessions.Count.ShouldBe(2);
    }

    [Fact]
    public void A_larger_one_takes_the_place_of_a_smaller_one_that_is_old()
    {
        var sessions = Sessions();
        var (large, small) = (Open(sessions, 3), Open(sessions, 2));
        _time.Advance(Safe + TimeSpan.FromSeconds(1));
        Go(sessions, large, 1).ShouldBe(ErrorCode.None);
        Go(sessions, small, 1).ShouldBe(ErrorCode.None);
        Open(sessions, 2).ShouldBe(0, "none is smaller");
        Open(sessions, 3).ShouldNotBe(0);
        Go(sessions, small, 2).ShouldBe(ErrorCode.FetchSessionIdNotFound);
        Go(sessions, large, 2).ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_consumer_that_begins_anew_leaves_no_session_behind()
    {
        var sessions = Sessions();
        var session = 0;
        for (var i = 0; i < 10; i++)
            session = Open(sessions, 3, session);
        sessions.Count.ShouldBe(1);
    }

    FetchSessions Sessions() => new(slots: 2, new Clock(_time));

    static int Open(FetchSessions sessions, int partitions, int session = 0) =>
        sessions.Open(Request(session, 0, partitions), usesTopicIds: true).Session?.Id ?? 0;

    static ErrorCode Go(FetchSessions sessions, int session, int epoch) =>
        sessions.Open(Request(session, epoch, 0), usesTopicIds: true).Error;

    static FetchRequest Request(int session, int epoch, int partitions) =>
        new(
            0,
            1,
            1,
            ReadCommitted: false,
            session,
            epoch,
            [.. Enumerable.Range(0, partitions).Select(i => new WantedPartition(new FetchKey("", Guid.Empty, i), 0, 1, -1))],
            []
        );
}
