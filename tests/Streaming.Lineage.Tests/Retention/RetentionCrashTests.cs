using Streaming.Lineage.Retention;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>Whatever a removal was doing when it died, lineage is sound as it lies, and the next one finishes it.</summary>
public sealed class RetentionCrashTests(DatabaseFixture database) : IDisposable
{
    const int Days = 6;
    static readonly RetentionRule Rule = DatedHistory.Keep(3);

    readonly string _folder = Directory.CreateTempSubdirectory("retention-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(RetentionStep.Check, 1, false)]
    [InlineData(RetentionStep.Record, 1, false)]
    [InlineData(RetentionStep.Archive, 1, true)]
    [InlineData(RetentionStep.Archive, 2, true)]
    [InlineData(RetentionStep.Delete, 1, true)]
    [InlineData(RetentionStep.Delete, 2, true)]
    public async Task Before_each_step(RetentionStep step, int time, bool recorded)
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var seen = 0;
        history.OnStep = (at, _) =>
        {
            if (at == step && ++seen == time)
                throw new InvalidOperationException("dies here");
        };
        await Should.ThrowAsync<InvalidOperationException>(() => history.RemoveAsync(Rule, _folder));
        history.OnStep = null;
        await history.ShouldBeSoundAsync();
        (await history.Store.Cuts.ReadAsync(Samples.Stream.Topology)).All.Count.ShouldBe(recorded ? 2 : 0);

        var report = await history.RemoveAsync(Rule, _folder);

        report.Finished.Count.ShouldBe(recorded ? 3 - time : 0);
        (report.Statement is null).ShouldBe(recorded);
        await DoneAsync(history);
    }

    /// <summary>A deletion is several transactions: it goes on with what is left, and needs the file that was written before it
    /// began.</summary>
    [Fact]
    public async Task In_the_middle_of_a_deletion()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        history.OnStep = (at, _) =>
        {
            if (at == RetentionStep.Delete)
                throw new InvalidOperationException("dies here");
        };
        await Should.ThrowAsync<InvalidOperationException>(() => history.RemoveAsync(Rule, _folder));
        history.OnStep = null;
        foreach (var (table, column) in new[] { ("mt_events", "stream_id"), ("batches", "stream"), ("segments", "stream") })
            await history.SqlAsync($"delete from {{0}}.{table} where {column} = '{Samples.Stream}' and version < 6");
        await history.ShouldBeSoundAsync();
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        File.Move(file, file + ".away");
        (await Should.ThrowAsync<StreamingException>(() => history.RemoveAsync(Rule, _folder))).Message.ShouldContain("is not here");
        (await history.Store.ReadAsync(Samples.Stream, 6, 6).CountAsync()).ShouldBe(1);
        File.Move(file + ".away", file);

        (await history.RemoveAsync(Rule, _folder)).Finished.Count.ShouldBe(2);

        await DoneAsync(history);
    }

    /// <summary>Fails where something that only has the archive's name lets what should be in it be deleted.</summary>
    [Fact]
    public async Task A_file_that_is_not_the_archive_keeps_everything()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        history.OnStep = (at, _) =>
        {
            if (at == RetentionStep.Archive)
                throw new InvalidOperationException("dies here");
        };
        await Should.ThrowAsync<InvalidOperationException>(() => history.RemoveAsync(Rule, _folder));
        history.OnStep = null;
        var file = (await history.Store.Cuts.ReadAsync(Samples.Stream.Topology)).Of(Samples.Stream)!.Cut.Archive!;
        await File.WriteAllTextAsync(file, "something else");

        (await Should.ThrowAsync<StreamingException>(() => history.RemoveAsync(Rule, _folder))).Message.ShouldContain(
            "Nothing was deleted"
        );

        (await history.Store.ReadAsync(Samples.Stream, 1, 1).CountAsync()).ShouldBe(1);
        File.Delete(file);
        await history.RemoveAsync(Rule, _folder);
        await DoneAsync(history);
    }

    async Task DoneAsync(DatedHistory history)
    {
        await history.ShouldBeSoundAsync();
        Directory.GetFiles(_folder).Length.ShouldBe(2);
        foreach (var cut in (await history.Store.Cuts.ReadAsync(Samples.Stream.Topology)).All)
        {
            var there = await SegmentArchive.CheckAsync(cut.Cut.Archive!, history.Key);
            (there.Cut.Stream, there.Cut.Head, there.Cut.First).ShouldBe((cut.Cut.Stream, cut.Cut.Head, cut.Cut.First));
        }

        (await history.Store.ReadAsync(Samples.Stream, 1, long.MaxValue).FirstAsync()).Version.ShouldBe(3 * DatedHistory.PerDay + 1);
    }
}
