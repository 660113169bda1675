namespace Streaming.Lineage.Tests.Format;

/// <summary>
/// A batch of format version 1, kept as a file: what was written once must be read for as long as lineage is kept. It is
/// version 2 of its stream, with a table of each kind and one personal column. The file is never made anew.
/// </summary>
public sealed class GoldenTests
{
    private static byte[] Stored => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Format", "Golden", "batch-v1.bin"));

    [Fact]
    public void A_batch_of_version_1_is_read()
    {
        var batch = StoredEvent.Open(Samples.Stream, 2, Stored);

        batch.Header.Positions.ShouldBe(Samples.Header(14).Positions);
        batch.Header.Extra["partitioner"].ShouldBe("murmur2");
        (batch.Header.TopologyVersion, batch.Header.ModelVersion, batch.Header.EngineFingerprint).ShouldBe((3, 4, "0.1.0 ort 1.31.1 cpu avx2"));
        (batch.Header.Totals.Rows, batch.Header.Totals.Labels, batch.Header.Totals.Rejected).ShouldBe((14, 4, 3));
        batch.Tables.ShouldBe([TableNames.Rows, TableNames.Labels, TableNames.Rejected]);
        Same.Rows(batch.Table(TableNames.Rows), Samples.Rows(4, 10));
        Same.Rows(batch.Table(TableNames.Labels), Samples.Labels(2, 4));
        Same.Rows(batch.Table(TableNames.Rejected), Samples.Rejected(0, 3));
    }

    [Fact]
    public void Its_place_is_part_of_its_hash()
    {
        Should.Throw<LineageCorruptException>(() => StoredEvent.Open(Samples.Stream, 3, Stored));
        Should.Throw<LineageCorruptException>(() => StoredEvent.Open(Samples.Stream with { Partition = 1 }, 2, Stored));
    }

    [Fact]
    public void A_later_format_is_refused_by_name()
    {
        var later = Stored;
        later[StoredEvent.PrefixSize + BodyFormat.Magic.Length] = 2;

        Should.Throw<LineageCorruptException>(() => StoredEvent.Open(Samples.Stream, 2, later)).Message.ShouldContain("format version is 2");
    }

    [Fact]
    public void Event_ids_hash_as_they_always_did()
    {
        EventIdHash.Of("T4"u8).ShouldBe(17073049095503554209);
        Convert.ToHexString(BloomFilter.Build([1UL, 0x8000000000000000UL, ulong.MaxValue], 9)).ShouldBe(
            "01004400000000000010000000000000000000800000000000000020000000000000000000000010000000000100000000008000000000010420000000020000");
    }
}
