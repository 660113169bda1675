using Streaming.Lineage.Evidence;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>A beginning that is gone is a fault, unless the operator has signed for it: nobody else can remove lineage unseen.</summary>
public sealed class RetentionTamperTests(DatabaseFixture database)
{
    const int Days = 6;

    /// <summary>Everything that a stream's first batches have in the database.</summary>
    static string RemoveByHand(long before) =>
        $"delete from {{0}}.mt_events where stream_id = '{Samples.Stream}' and version < {before};"
        + $"delete from {{0}}.batches where stream = '{Samples.Stream}' and version < {before};"
        + $"delete from {{0}}.segments where stream = '{Samples.Stream}' and version < {before};"
        + $"delete from {{0}}.snapshots where stream = '{Samples.Stream}' and version < {before} - 1";

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3 * DatedHistory.PerDay + 1, 1)]
    public async Task A_beginning_that_is_gone_without_a_statement_is_missed(long first, long missing)
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.SqlAsync(RemoveByHand(first));

        var fault = (await history.VerifyAsync()).Streams[0].Chain.ShouldNotBeNull();

        (fault.Kind, fault.Version).ShouldBe((FaultKind.Missing, missing));
    }

    [Fact]
    public async Task More_than_was_signed_for_is_missed()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var first = (await history.RemoveAsync(DatedHistory.Keep(4))).Statement!.Streams[0].First;
        await history.SqlAsync(RemoveByHand(first + DatedHistory.PerDay));

        var fault = (await history.VerifyAsync()).Streams[0].Chain.ShouldNotBeNull();

        (fault.Kind, fault.Version).ShouldBe((FaultKind.Missing, first));
    }

    [Theory]
    [InlineData("delete from {0}.mt_events where stream_id like 'retention/%'; delete from {0}.mt_streams where id like 'retention/%'")]
    [InlineData(
        "update {0}.mt_events set data = jsonb_set(data, '{{Statement,Signature}}', '\"AAAA\"') where stream_id like 'retention/%'"
    )]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Statement,Payload}}', '\"AAAA\"') where stream_id like 'retention/%'")]
    public async Task A_statement_that_is_gone_or_altered_is_none(string sql)
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.RemoveAsync(DatedHistory.Keep(4));
        await history.ShouldBeSoundAsync();
        (await history.SqlAsync(sql)).ShouldBeGreaterThan(0);

        var report = await history.VerifyAsync();

        report.IsSound.ShouldBeFalse();
        report.Streams[0].Chain.ShouldNotBeNull().Kind.ShouldBe(FaultKind.Missing);
    }

    /// <summary>Whoever can write to the database can sign with a key of their own; who has the operator's public key sees it.</summary>
    [Fact]
    public async Task A_statement_by_another_key_is_none()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.RemoveAsync(DatedHistory.Keep(4));
        using var operatorKey = OperatorKey.Create();

        var report = await history.VerifyAsync(key: operatorKey);

        report.Lost.ShouldContain(f => f.Kind == FaultKind.CutUnsigned);
        report.Streams[0].Chain.ShouldNotBeNull().Kind.ShouldBe(FaultKind.Missing);
    }

    [Fact]
    public async Task The_state_that_replay_begins_from_is_missed()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var first = (await history.RemoveAsync(DatedHistory.Keep(4))).Statement!.Streams[0].First;
        await history.SqlAsync($"delete from {{0}}.snapshots where version = {first - 1}");

        var fault = (await history.VerifyAsync()).Streams[0].Snapshot.ShouldNotBeNull();

        (fault.Version, fault.Kind).ShouldBe((first - 1, FaultKind.SnapshotDiffers));
    }

    [Theory]
    [InlineData("delete from {0}.segments where version = 5", 5)]
    [InlineData("update {0}.segments set version = 6 where version = 5", 5)]
    [InlineData("insert into {0}.segments select stream, 3 from {0}.segments where version = 5", 3)]
    public async Task A_table_of_segments_that_does_not_follow_is_found_and_made_anew(string sql, long version)
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.SqlAsync(sql);

        var fault = (await history.VerifyAsync()).Streams[0].Index.ShouldNotBeNull();

        (fault.Kind, fault.Version).ShouldBe((FaultKind.IndexDiffers, version));
        foreach (var stream in new[] { Samples.Stream, DatedHistory.Other })
            await new IndexRebuild(history.Store).RebuildAsync(stream);
        await history.ShouldBeSoundAsync();
    }
}
