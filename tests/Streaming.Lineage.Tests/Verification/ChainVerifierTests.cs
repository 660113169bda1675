using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Verification;

public sealed class ChainVerifierTests(DatabaseFixture database)
{
    const int Batches = 12;

    static readonly StreamKey Other = Samples.Stream with { Partition = 1 };

    [Fact]
    public async Task An_untouched_lineage_is_sound()
    {
        var (store, _) = await StoreAsync();
        await using var _ = store;
        var last = new Dictionary<StreamKey, long>();

        var report = await new ChainVerifier(store).VerifyAsync(
            "card-fraud",
            progress: new Immediate(p =>
            {
                lock (last)
                    last[p.Stream] = p.Version;
            })
        );

        report.IsSound.ShouldBeTrue(string.Join("; ", report.Faults.Select(f => f.Message)));
        report.Streams.Select(s => (s.Stream, s.Versions, s.Records)).ShouldBe([(Samples.Stream, Batches, 36L), (Other, Batches, 36L)]);
        report.Streams[0].Tail!.Hash.ShouldBe((await store.ReadTailAsync(Samples.Stream))!.Hash);
        last.ShouldBe(new Dictionary<StreamKey, long> { [Samples.Stream] = Batches, [Other] = Batches }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(
        "update {0}.mt_events set bdata = set_byte(bdata, length(bdata) - 30, get_byte(bdata, length(bdata) - 30) # 1) where stream_id = "
            + "{1} and version = 5",
        FaultKind.Altered,
        5
    )]
    [InlineData("update {0}.mt_events set bdata = set_byte(bdata, 70, 255) where stream_id = {1} and version = 5", FaultKind.Altered, 5)]
    [InlineData("update {0}.mt_events set bdata = substring(bdata for 40) where stream_id = {1} and version = 5", FaultKind.Altered, 5)]
    [InlineData("delete from {0}.mt_events where stream_id = {1} and version = 5", FaultKind.Missing, 5)]
    [InlineData("delete from {0}.mt_events where stream_id = {1} and version = 1", FaultKind.Missing, 1)]
    [InlineData("delete from {0}.mt_events where stream_id = {1} and version > 9", FaultKind.Missing, 10)]
    [InlineData("delete from {0}.mt_streams where id = {1}", FaultKind.Missing, 1)]
    [InlineData(
        "update {0}.mt_events a set bdata = b.bdata from {0}.mt_events b where a.stream_id = {1} and b.stream_id = {1} and (a.version, "
            + "b.version) in ((5, 6), (6, 5))",
        FaultKind.Reordered,
        5
    )]
    [InlineData(
        "update {0}.mt_events a set bdata = b.bdata from {0}.mt_events b where a.stream_id = {1} and b.stream_id = {2} and a.version = 5 "
            + "and b.version = 5",
        FaultKind.Spliced,
        5
    )]
    public async Task Tampering_names_the_first_batch_it_hit(string sql, FaultKind kind, long version)
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        await database.ExecuteAsync(string.Format(sql, schema, $"'{Samples.Stream}'", $"'{Other}'"));

        var report = await new ChainVerifier(store).VerifyAsync("card-fraud");

        var fault = report.Streams.Single(s => s.Stream == Samples.Stream).Chain.ShouldNotBeNull();
        (fault.Kind, fault.Version).ShouldBe((kind, version), fault.Message);
        fault.Message.ShouldContain($"{Samples.Stream}/{version}");
        report.Streams.Single(s => s.Stream == Other).Chain.ShouldBeNull();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Batches - 1)]
    public async Task A_batch_rewritten_with_a_hash_of_its_own_is_named(int version)
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var before = (await store.ReadAsync(Samples.Stream, version - 1, version - 1).SingleAsync()).AsTail();
        await ReplaceAsync(
            schema,
            PreparedBatch.Create(before, Samples.Header(1), [new LineageTable(TableNames.Rows, Samples.Rows(1, 3))])
        );

        var fault = (await new ChainVerifier(store).VerifyAsync("card-fraud")).Streams[0].Chain.ShouldNotBeNull();

        (fault.Kind, fault.Version).ShouldBe((FaultKind.Altered, version), fault.Message);
    }

    [Fact]
    public async Task A_batch_of_another_history_is_named()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var before = (await store.ReadAsync(Samples.Stream, 4, 4).SingleAsync()).AsTail() with { Hash = new byte[32] };
        await ReplaceAsync(schema, Samples.Next(before, 3));

        var fault = (await new ChainVerifier(store).VerifyAsync("card-fraud")).Streams[0].Chain.ShouldNotBeNull();

        (fault.Kind, fault.Version).ShouldBe((FaultKind.Spliced, 5), fault.Message);
    }

    [Theory]
    [InlineData("update {0}.batches set filter = set_byte(filter, 3, 255) where stream = '{1}' and version = 5", 5)]
    [InlineData("update {0}.batches set max_time = 0 where stream = '{1}' and version = 7", 7)]
    [InlineData("update {0}.batches set kinds = 1 where stream = '{1}' and version = 6", 6)]
    [InlineData("update {0}.batches set kinds = 15 where stream = '{1}' and version = 6", 6)]
    [InlineData("delete from {0}.batches where stream = '{1}' and version = 12", 12)]
    public async Task A_wrong_lookup_row_is_told_apart_from_a_broken_chain(string sql, long version)
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        await database.ExecuteAsync(string.Format(sql, schema, Samples.Stream));

        var verdict = (await new ChainVerifier(store).VerifyAsync("card-fraud")).Streams[0];

        verdict.Chain.ShouldBeNull();
        (verdict.Index!.Kind, verdict.Index.Version).ShouldBe((FaultKind.IndexDiffers, version));
        (await new IndexRebuild(store).RebuildAsync(Samples.Stream)).ShouldBe(Batches);
        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_merged_filter_is_found()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        var tail = LineageTail.Start(Samples.Stream);
        for (var i = 0; i < 5; i++)
        {
            var batch = PreparedBatch.Create(
                tail,
                Samples.Header(i),
                [new LineageTable(TableNames.Labels, Samples.Labels(i * 20_000, 20_000))]
            );
            await store.AppendAsync([batch]);
            tail = batch.Tail;
        }

        await store.IndexIdleAsync();
        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();

        (await database.ExecuteAsync($"update {schema}.groups set filter = set_byte(filter, 3, 255)")).ShouldBe(1);

        var fault = (await new ChainVerifier(store).VerifyAsync("card-fraud")).Streams[0].Index.ShouldNotBeNull();
        fault.Version.ShouldBe(4);
        await new IndexRebuild(store).RebuildAsync(Samples.Stream);
        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task Reading_a_damaged_batch_names_it_and_the_cure()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        await database.ExecuteAsync(
            $"update {schema}.mt_events set bdata = set_byte(bdata, length(bdata) - 30, 7) where stream_id = '{Samples.Stream}' and "
                + "version = 12"
        );

        var fault = await Should.ThrowAsync<LineageCorruptException>(() => store.ReadTailAsync(Samples.Stream));

        fault.Message.ShouldContain("card-fraud/score/0/12");
        $"{fault.Cure}".ShouldBe("verify card-fraud");
    }

    Task<(LineageStore Store, string Schema)> StoreAsync() => Samples.FilledAsync(database, Batches, Samples.Stream, Other);

    /// <summary>What someone with access to the database can do: put a batch there and mend its lookup row.</summary>
    async Task ReplaceAsync(string schema, PreparedBatch batch)
    {
        await database.ExecuteAsync(
            $"update {schema}.mt_events set bdata = $1 where stream_id = $2 and version = $3",
            batch.Stored,
            batch.Stream.ToString(),
            batch.Version
        );
        await database.ExecuteAsync(
            $"update {schema}.batches set filter = $1, rows = $2, min_time = $3, max_time = $4, clock = $5 where stream = $6 and "
                + "version = $7",
            batch.Index.Filter,
            batch.Index.Rows,
            batch.Index.MinTime.Micros,
            batch.Index.MaxTime.Micros,
            batch.Index.Watermark.Micros,
            batch.Stream.ToString(),
            batch.Version
        );
    }

    sealed class Immediate(Action<VerifyProgress> report) : IProgress<VerifyProgress>
    {
        public void Report(VerifyProgress value) => report(value);
    }
}
