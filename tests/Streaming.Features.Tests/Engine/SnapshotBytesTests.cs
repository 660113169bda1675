using CsCheck;
using Streaming.Features.Snapshots;
using Streaming.Topology.Model;

namespace Streaming.Features.Tests.Engine;

/// <summary>Whatever bytes an engine is given, it goes on from them or says that it cannot, and is then as it was.</summary>
public sealed class SnapshotBytesTests
{
    const int Runs = 2_000;

    static readonly ReleasedBatch[] Batches = [.. ReleasedBatch.Many(mostLate: 200).Single().Take(40)];

    static readonly byte[] Stored = Filled().Capture()!.ToBytes();

    [Fact]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 200].Sample(bytes => Restored(bytes) is null, iter: Runs);

    [Fact]
    public void Stored_bytes_that_were_altered_are_refused_or_give_a_state() =>
        Gen.Select(Gen.Int[0, Stored.Length - 1], Gen.Byte[1, 255]).Sample((at, mask) => Use(Altered(Stored, at, mask)), iter: Runs);

    [Fact]
    public void Contents_that_were_altered_and_packed_again_are_refused_or_give_a_state()
    {
        var fingerprint = Stored.AsSpan(5, SnapshotFormat.FingerprintSize).ToArray();
        var contents = FeatureSnapshot.Open(Stored, fingerprint);
        Gen.Select(Gen.Int[0, contents.Length - 1], Gen.Byte[1, 255], Gen.Int[0, contents.Length])
            .Sample(
                (at, mask, length) =>
                {
                    Use(Packed(fingerprint, Altered(contents, at, mask)));
                    Use(Packed(fingerprint, contents.AsSpan(0, length)));
                },
                iter: Runs
            );
    }

    [Fact]
    public void What_was_cut_off_anywhere_is_refused()
    {
        for (var length = 0; length < Stored.Length; length += 1 + (Stored.Length / 500))
            Restored(Stored.AsSpan(0, length).ToArray()).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "begin")]
    [InlineData(4, "format version")]
    [InlineData(9, "other definitions")]
    public void Why_it_is_refused_is_said(int altered, string words) =>
        Should.Throw<SnapshotException>(() => NewEngine().Restore(Altered(Stored, altered, 0x40))).Message.ShouldContain(words);

    [Fact]
    public void A_snapshot_made_under_other_definitions_is_refused()
    {
        var fewer = new FeatureEngine(Windows.Stage([.. Windows.All.Skip(1)]), Windows.Topology with { ContentHash = "other" });
        Should.Throw<SnapshotException>(() => fewer.Restore(Stored)).Message.ShouldContain("other definitions");
        var longer = new FeatureEngine(
            Windows.Stage([.. Windows.All.Select(FeatureModel (w) => w with { Over = w.Over + TimeSpan.FromSeconds(1) })]),
            Windows.Topology
        );
        Should.Throw<SnapshotException>(() => longer.Restore(Stored)).Message.ShouldContain("other definitions");
    }

    [Fact]
    public void An_engine_that_refuses_a_snapshot_goes_on_as_it_was()
    {
        var (calm, engine) = (Filled(), Filled());
        Should.Throw<SnapshotException>(() => engine.Restore(Stored.AsSpan(0, Stored.Length - 9)));
        var next = Batches[^1];
        foreach (var feature in Windows.All)
        {
            EngineRun
                .Column([EngineRun.Process(engine, next)], feature)
                .ShouldBe(EngineRun.Column([EngineRun.Process(calm, next)], feature));
        }
    }

    /// <summary>Null where the bytes are refused.</summary>
    static FeatureEngine? Restored(byte[] bytes)
    {
        var engine = NewEngine();
        try
        {
            engine.Restore(bytes);
            return engine;
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    /// <summary>A state, if it is one, has to bear rows, and being copied again.</summary>
    static void Use(byte[] bytes)
    {
        if (Restored(bytes) is not { } engine)
            return;
        foreach (var batch in Batches.TakeLast(3))
            EngineRun.Process(engine, batch);
        NewEngine().Restore(engine.Capture()!.ToBytes());
    }

    static byte[] Packed(byte[] fingerprint, ReadOnlySpan<byte> contents)
    {
        var writer = new StateWriter(contents.Length);
        writer.Bytes(contents);
        return new FeatureSnapshot(fingerprint, writer, 0).ToBytes();
    }

    static byte[] Altered(byte[] bytes, int at, byte mask)
    {
        var altered = (byte[])bytes.Clone();
        altered[at] ^= mask;
        return altered;
    }

    static FeatureEngine Filled()
    {
        var engine = NewEngine();
        foreach (var batch in Batches)
            EngineRun.Process(engine, batch);
        return engine;
    }

    static FeatureEngine NewEngine() => new(Windows.Stage(Windows.All), Windows.Topology);
}
