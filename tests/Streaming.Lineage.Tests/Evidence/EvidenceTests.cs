using System.Text;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Evidence;

/// <summary>One record and its proof, made from a store and checked without it.</summary>
public sealed class EvidenceTests(DatabaseFixture database)
{
    const int Batches = 5;
    const int Rows = 6;

    static readonly StreamKey Other = Samples.Stream with { Partition = 1 };

    [Fact]
    public async Task Every_record_is_proved_and_by_the_specification_alone_too()
    {
        await using var store = await StoreAsync();
        using var key = OperatorKey.Create();
        var checkpoint = (await Builder(store).BuildAsync("card-fraud")).Sign(key);
        for (var version = 1; version <= Batches; version++)
        {
            // Accepted rows, and after them a rejected one.
            for (var row = 0; row <= Rows; row++)
            {
                var id = new LineageId(Samples.Stream, version, row);
                var evidence = await new EvidenceBuilder(store).BuildAsync(id, checkpoint);

                var proved = EvidenceVerifier.Verify(RecordEvidence.Read(Encoding.UTF8.GetBytes(evidence.Write())), key);

                proved.Id.ShouldBe(id);
                proved.Batch.ModelName.ShouldBe("card-fraud");
                var columns = proved
                    .Record.GetProperty("columns")
                    .EnumerateArray()
                    .ToDictionary(c => $"{c[0].GetString()} {c[1].GetString()}", c => c[2].ToString());
                if (row < Rows)
                    columns["TRANSACTION_ID string"].ShouldBe($"T{((version - 1) * Rows) + row}");
                else
                    columns[$"{RejectedColumns.Reason} string"].ShouldBe("malformed-json");
                PlainVerifier.Proves(evidence.Write(), key.PublicPem()).ShouldBeTrue();
            }
        }
    }

    /// <summary>Fails where who decided a row, among several models, or what somebody asked of a stage could not be proved to an
    /// outsider.</summary>
    [Fact]
    public async Task Who_decided_and_who_overruled_are_proved()
    {
        await using var store = await database.NewStoreAsync();
        var rows = Samples.Rows(0, 2).With(RecordColumns.DecidedBy, new Apache.Arrow.UInt8Array.Builder().AppendRange([0, 1]).Build());
        var header = Samples.Header() with
        {
            ScoredBy =
            [
                new ModelInRole(ModelRole.Champion, "card-fraud", 4, "cd34"),
                new ModelInRole(ModelRole.Canary, "card-fraud", 5, "ef56"),
            ],
        };
        var batch = PreparedBatch.Create(
            LineageTail.Start(Samples.Stream),
            header,
            [
                new LineageTable(TableNames.Rows, rows),
                new LineageTable(TableNames.Rejected, Samples.Rejected(0, 1)),
                new LineageTable(TableNames.Control, Samples.Control(0, 2)),
            ]
        );
        (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
        using var key = OperatorKey.Create();
        var checkpoint = (await Builder(store).BuildAsync("card-fraud")).Sign(key);

        var scored = await ProvedAsync(1);
        scored.Batch.ScoredBy.ShouldBe([
            new ScoringVersion("champion", "card-fraud", 4, "cd34"),
            new ScoringVersion("canary", "card-fraud", 5, "ef56"),
        ]);
        scored.Record.GetProperty("columns").EnumerateArray().Last().ToString().ShouldBe("""["_decided_by","uint8",1]""");
        var asked = await ProvedAsync(4);
        asked.Record.GetProperty("table").GetString().ShouldBe(TableNames.Control);
        asked.Record.GetProperty("columns").EnumerateArray().Select(c => c.ToString()).ShouldContain("""["author","string","anna"]""");

        async Task<ProvedRecord> ProvedAsync(int row)
        {
            var evidence = (await new EvidenceBuilder(store).BuildAsync(new LineageId(Samples.Stream, 1, row), checkpoint)).Write();
            PlainVerifier.Proves(evidence, key.PublicPem()).ShouldBeTrue();
            PlainVerifier.DecidedBy(evidence).ShouldBe(row == 1 ? "canary card-fraud 5" : null);
            return EvidenceVerifier.Verify(RecordEvidence.Read(Encoding.UTF8.GetBytes(evidence)), key);
        }
    }

    [Fact]
    public async Task Whatever_is_altered_in_it_it_proves_nothing()
    {
        await using var store = await StoreAsync();
        using var key = OperatorKey.Create();
        var checkpoint = (await Builder(store).BuildAsync("card-fraud")).Sign(key);
        var genuine = await new EvidenceBuilder(store).BuildAsync(new LineageId(Samples.Stream, 3, 4), checkpoint);
        var text = genuine.Write();

        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Char[' ', '~'])
            .Sample(
                (at, letter) =>
                {
                    var altered = text.Remove(at, 1).Insert(at, letter.ToString());
                    // A letter of hexadecimal in the other case, white space between members, an escape written otherwise: the same
                    // evidence.
                    if (Says(altered, key) is { } proved)
                        proved.Record.GetRawText().ShouldBe(genuine.Record, $"at {at}: {letter}");
                },
                iter: 3_000
            );
        using var another = OperatorKey.Create();
        Should.Throw<EvidenceException>(() => EvidenceVerifier.Verify(genuine, another)).Message.ShouldContain("not by this key");
        PlainVerifier.Proves(text, another.PublicPem()).ShouldBeFalse();
        PlainVerifier.Proves(text.Replace("T16", "T17"), key.PublicPem()).ShouldBeFalse();
    }

    [Fact]
    public async Task It_shows_nothing_of_other_records()
    {
        await using var store = await StoreAsync();
        using var key = OperatorKey.Create();
        var checkpoint = (await Builder(store).BuildAsync("card-fraud")).Sign(key);

        var evidence = (await new EvidenceBuilder(store).BuildAsync(new LineageId(Samples.Stream, 3, 4), checkpoint)).Write();

        evidence.ShouldContain("T16");
        foreach (var other in Enumerable.Range(0, Batches * Rows).Where(i => i != 16))
            evidence.ShouldNotContain($"T{other}\\u0022");
        // Not even by trying: the hash beside it is not what it would be without the neighbour's salt.
        var batch = await store.ReadAsync(Samples.Stream, 3, 3).SingleAsync();
        using var text = new RecordText();
        var neighbour = text.Of(new LineageId(Samples.Stream, 3, 5), TableNames.Rows, batch.Table(TableNames.Rows)!, 5);
        evidence.ShouldNotContain(Convert.ToHexStringLower(MerkleTree.Leaf([], neighbour)));
        evidence.ShouldNotContain(Convert.ToHexStringLower(MerkleTree.Leaf(new byte[RecordTree.SaltSize], neighbour)));
    }

    [Fact]
    public async Task What_a_checkpoint_does_not_cover_is_refused_with_the_cure()
    {
        await using var store = await StoreAsync();
        using var key = OperatorKey.Create();
        var first = (await Builder(store).BuildAsync("card-fraud")).Sign(key);
        var tail = (await store.ReadTailAsync(Samples.Stream))!;
        var next = Samples.Next(tail, Rows);
        await store.AppendAsync([next]);
        var second = (await Builder(store).BuildAsync("card-fraud", first)).Sign(key);
        var builder = new EvidenceBuilder(store);

        await RefusedAsync(new LineageId(Samples.Stream, Batches + 1, 0), first, "came after the checkpoint");
        await RefusedAsync(new LineageId(Samples.Stream, Batches, 0), second, "give an earlier one");
        await RefusedAsync(new LineageId(Samples.Stream, 1, Rows + 1), first, "has 7 records");
        await RefusedAsync(new LineageId(Samples.Stream with { Partition = 9 }, 1, 0), first, "says nothing of stream");
        EvidenceVerifier
            .Verify(await builder.BuildAsync(new LineageId(Samples.Stream, Batches + 1, 2), second), key)
            .Id.Version.ShouldBe(Batches + 1);

        async Task RefusedAsync(LineageId id, SignedCheckpoint checkpoint, string words) =>
            (await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync(id, checkpoint))).Message.ShouldContain(words);
    }

    static ProvedRecord? Says(string text, OperatorKey key)
    {
        try
        {
            return EvidenceVerifier.Verify(RecordEvidence.Read(Encoding.UTF8.GetBytes(text)), key);
        }
        catch (EvidenceException)
        {
            return null;
        }
    }

    static CheckpointBuilder Builder(LineageStore store) => new(store, TimeProvider.System);

    async Task<LineageStore> StoreAsync()
    {
        var store = await database.NewStoreAsync();
        foreach (var stream in new[] { Samples.Stream, Other })
        {
            var tail = LineageTail.Start(stream);
            for (var i = 0; i < Batches; i++)
            {
                var next = Samples.Next(tail, Rows, new LineageTable(TableNames.Rejected, Samples.Rejected(i, 1)));
                (await store.AppendAsync([next])).AllAppended.ShouldBeTrue();
                tail = next.Tail;
            }
        }

        return store;
    }
}
