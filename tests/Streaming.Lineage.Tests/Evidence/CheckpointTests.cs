using System.Security.Cryptography;
using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Evidence;

public sealed class CheckpointTests(DatabaseFixture database)
{
    const int Batches = 12;

    static readonly StreamKey Other = Samples.Stream with { Partition = 1 };

    [Fact]
    public async Task What_the_chain_alone_cannot_show_a_checkpoint_does()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var checkpoint = await new CheckpointBuilder(store, TimeProvider.System).BuildAsync("card-fraud");
        (await new ChainVerifier(store).VerifyAsync("card-fraud", checkpoint)).IsSound.ShouldBeTrue();
        await CutOffAsync(schema, Samples.Stream, after: 9);
        await RewriteAsync(store, schema, Other);

        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
        var faults = (await new ChainVerifier(store).VerifyAsync("card-fraud", checkpoint)).Streams.Select(s => s.Chain!).ToList();

        faults.Select(f => (f.Kind, f.Version)).ShouldBe([(FaultKind.Missing, 10L), (FaultKind.Altered, 12L)]);
        faults[1].Message.ShouldContain("not the one that was signed");
    }

    [Fact]
    public async Task A_whole_stream_that_is_gone_shows()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        var checkpoint = await new CheckpointBuilder(store, TimeProvider.System).BuildAsync("card-fraud");
        await CutOffAsync(schema, Other, after: 0);

        var fault = (await new ChainVerifier(store).VerifyAsync("card-fraud", checkpoint)).Streams[1].Chain.ShouldNotBeNull();

        (fault.Stream, fault.Kind, fault.Version).ShouldBe((Other, FaultKind.Missing, 1L));
    }

    [Fact]
    public async Task One_checkpoint_follows_another_and_reads_only_what_came_since()
    {
        var (store, _) = await StoreAsync();
        await using var __ = store;
        using var key = OperatorKey.Create();
        var builder = new CheckpointBuilder(store, TimeProvider.System);
        var first = (await builder.BuildAsync("card-fraud")).Sign(key);
        await store.AppendAsync([Samples.Next((await store.ReadTailAsync(Other))!, 3)]);

        var second = await builder.BuildAsync("card-fraud", first);

        second.Streams.Select(s => (s.After, s.Version)).ShouldBe([(12L, 12L), (12L, 13L)]);
        second.Previous.ShouldBe(
            Convert.ToHexStringLower(SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(first.Signed.Payload)))
        );
        second.Streams[0].Head.ShouldBe(first.Content.Streams[0].Head);
        (await new ChainVerifier(store).VerifyAsync("card-fraud", second)).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task What_contradicts_the_checkpoint_before_is_not_signed()
    {
        var (store, schema) = await StoreAsync();
        await using var _ = store;
        using var key = OperatorKey.Create();
        var builder = new CheckpointBuilder(store, TimeProvider.System);
        var first = (await builder.BuildAsync("card-fraud")).Sign(key);
        await RewriteAsync(store, schema, Other);

        (await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync("card-fraud", first))).Message.ShouldContain(
            "the history was rewritten"
        );
        await CutOffAsync(schema, Other, after: 9);
        (await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync("card-fraud", first))).Message.ShouldContain(
            "its end was cut off"
        );
        await CutOffAsync(schema, Other, after: 0);
        (await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync("card-fraud", first))).Message.ShouldContain("is gone");
        (await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync("another"))).Message.ShouldContain("has no lineage yet");
    }

    [Fact]
    public async Task A_file_is_read_back_under_its_key_only()
    {
        var (store, _) = await StoreAsync();
        await using var __ = store;
        using var key = OperatorKey.Create();
        using var readAgain = OperatorKey.Read(key.PrivatePem("secret"), "operator.pem", "secret");
        using var publicOnly = OperatorKey.Read(key.PublicPem(), "operator.pub.pem");
        using var another = OperatorKey.Create();
        var file = Encoding.UTF8.GetBytes(
            (await new CheckpointBuilder(store, TimeProvider.System).BuildAsync("card-fraud")).Sign(readAgain).Write()
        );

        SignedCheckpoint.Read(file, publicOnly).Content.Streams.Count.ShouldBe(2);
        publicOnly.Fingerprint.ShouldBe(key.Fingerprint);
        Should.Throw<EvidenceException>(() => SignedCheckpoint.Read(file, another));
        Should.Throw<EvidenceException>(() => SignedCheckpoint.Read("{}"u8, key));
        Should
            .Throw<EvidenceException>(() => OperatorKey.Read(key.PrivatePem("secret"), "operator.pem"))
            .Message.ShouldContain("STREAMING_KEY_PASSWORD");
        Should.Throw<EvidenceException>(() => OperatorKey.Read(key.PrivatePem("secret"), "operator.pem", "wrong"));
        Should.Throw<EvidenceException>(() => OperatorKey.Read("no key", "operator.pem")).Cure.ShouldBe(Cure.CreateKey);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Should
            .Throw<EvidenceException>(() => OperatorKey.Read(otherCurve.ExportPkcs8PrivateKeyPem(), "operator.pem"))
            .Message.ShouldContain("P-256");
    }

    Task<(LineageStore Store, string Schema)> StoreAsync() => Samples.FilledAsync(database, Batches, Samples.Stream, Other);

    /// <summary>What someone with all rights can do: cut off an end everywhere.</summary>
    async Task CutOffAsync(string schema, StreamKey stream, int after)
    {
        await database.ExecuteAsync($"delete from {schema}.mt_events where stream_id = '{stream}' and version > {after}");
        await database.ExecuteAsync($"delete from {schema}.batches where stream = '{stream}' and version > {after}");
        await database.ExecuteAsync(
            after == 0
                ? $"delete from {schema}.mt_streams where id = '{stream}'"
                : $"update {schema}.mt_streams set version = {after} where id = '{stream}'"
        );
    }

    /// <summary>Or write the whole stream anew, with hashes that fit one another.</summary>
    async Task RewriteAsync(LineageStore store, string schema, StreamKey stream)
    {
        await CutOffAsync(schema, stream, after: 0);
        await Samples.FillAsync(store, stream, Batches, rows: 4);
    }
}
