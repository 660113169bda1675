using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Format;
using Streaming.Lineage.Index;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Tests.Format;

/// <summary>
/// A batch of every format version, kept as a file: what was written once must be read for as long as lineage is kept. Each
/// is version 2 of its stream, with a table of each kind and one personal column. The files are never made anew; a new
/// format version adds one. Version 3 was never written.
/// </summary>
public sealed class GoldenTests
{
    static byte[] Stored => Golden(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_batch_of_every_version_is_read(int format)
    {
        var batch = StoredEvent.Open(Samples.Stream, 2, Golden(format));

        batch.Body.Span[BodyFormat.Magic.Length].ShouldBe((byte)format);
        (batch.Header.Blinding != UInt128.Zero).ShouldBe(format > 1);

        batch.Header.Positions.ShouldBe((format < 4 ? Samples.Header(14) : Samples.FullHeader(14)).Positions);
        batch.Header.Partitioner.ShouldBe(PartitionerKind.Murmur2);
        batch.Header.Model.ShouldBe(new ModelInRole(ModelRole.Champion, "card-fraud", 4, "cd34"));
        (batch.Header.TopologyVersion, batch.Header.EngineFingerprint).ShouldBe((3, "0.1.0 ort 1.31.1 cpu avx2"));
        (batch.Header.Totals.Rows, batch.Header.Totals.Labels, batch.Header.Totals.Rejected).ShouldBe((14, 4, 3));
        batch.Tables.ShouldBe([
            TableNames.Rows,
            TableNames.Labels,
            TableNames.Rejected,
            .. format < 4 ? System.Array.Empty<string>() : [TableNames.Control],
        ]);
        Same.Rows(batch.Table(TableNames.Rows), format < 4 ? Samples.Rows(4, 10) : Version4Rows);
        Same.Rows(batch.Table(TableNames.Labels), Samples.Labels(2, 4));
        Same.Rows(batch.Table(TableNames.Rejected), Samples.Rejected(0, 3));
    }

    /// <summary>Everything that format version 4 can say and its predecessors could not.</summary>
    [Fact]
    public void A_batch_of_version_4_says_all_that_it_can()
    {
        var batch = StoredEvent.Open(Samples.Stream, 2, Golden(4));
        var expected = Samples.FullHeader(14);

        batch.Header.ScoredBy.ShouldBe(expected.ScoredBy);
        batch.Header.ReplacedTopics.ShouldBe(expected.ReplacedTopics);
        batch.Header.Rescale!.Versions.ShouldBe(expected.Rescale!.Versions);
        (batch.Header.Idle, batch.Header.RescaledAt, batch.Header.MaxInFlight, batch.Header.KeyColumn, batch.Header.WrittenBy).ShouldBe(
            (true, 9, 3, "CUSTOMER_ID", "0.1.1")
        );
        (batch.Header.Snapshot, batch.Header.SegmentBefore, batch.Header.Control).ShouldBe(
            (expected.Snapshot, expected.SegmentBefore, expected.Control)
        );
        batch.Header.Totals.Control.ShouldBe(2);
        Same.Rows(batch.Table(TableNames.Control), Samples.Control(0, 2));
    }

    /// <summary>Evidence that was given once must be found right for ever: the bytes that are hashed never change.</summary>
    [Theory]
    [InlineData(
        1,
        "9ea4e2a3d09111643f04dd889bbbec4a7230de31f6ce56c410bc1c28e160d639",
        "6de8fcf73f34a3442ea408053a843d48c1e681c4ce82d74367646040134eb5fa"
    )]
    [InlineData(
        2,
        "50724e45b958e0fe3782c53f2f920ee330edfe39bba196a1534891ca8f86102b",
        "68cc5712fb04b93081b3b33420a09e2ecb739ded33fff11f77d8ce66b1dc2ce7"
    )]
    public void Records_of_every_version_are_proved_as_they_always_were(int format, string hash, string root)
    {
        var batch = StoredEvent.Open(Samples.Stream, 2, Golden(format));
        var records = RecordTree.Of(batch);

        Encoding
            .UTF8.GetString(records.Prove(3)!.Text)
            .ShouldBe(
                """{"lineage_id":"card-fraud/score/0/2/3","table":"rows","columns":[["_partition","int32",2],["_offset","int64",7],["_source_time","int64",1600000420000010],["_arrival_time","int64",1600000420000020],["_event_time","int64",1600000420000000],["_flags","uint8",0],["TRANSACTION_ID","string","T7"],["CUSTOMER_ID","string","customer 7"],["TX_AMOUNT","float64",8.75],["TX_AMOUNT","float32",7],["F1","float32",14],["F2","float32",21],["score","float32",0.07],["decision","string","genuine"]]}"""
            );
        Encoding
            .UTF8.GetString(records.Prove(11)!.Text)
            .ShouldBe(
                """{"lineage_id":"card-fraud/score/0/2/11","table":"rejected","columns":[["_partition","int32",2],["_offset","int64",1],["_source_time","int64",1600000060000000],["_arrival_time","int64",1600000060000020],["_topic","string","transactions"],["raw","bytes","e2Jyb2tlbiAxAA=="],["event_id","string",null],["reason","string","malformed-json"],["rule","string",null],["detail","string","it is not JSON"]]}"""
            );
        Encoding
            .UTF8.GetString(BatchStatement.Of(batch, records).Text())
            .ShouldBe(
                $$"""{"stream":"card-fraud/score/0","version":2,"hash":"{{hash}}","written_at":1700000000000001,"topology_version":3,"topology_hash":"ab12","model_name":"card-fraud","model_version":4,"model_hash":"cd34","engine":"0.1.0 ort 1.31.1 cpu avx2","records":13,"records_root":"{{root}}"}"""
            );
    }

    /// <summary>The same of version 4: who decided is in the record, who scored in the statement, and control records are proved
    /// too.</summary>
    [Fact]
    public void Records_of_version_4_are_proved_as_they_always_were()
    {
        var batch = StoredEvent.Open(Samples.Stream, 2, Golden(4));
        var records = RecordTree.Of(batch);

        records.Count.ShouldBe(15);
        Encoding
            .UTF8.GetString(records.Prove(6)!.Text)
            .ShouldBe(
                """{"lineage_id":"card-fraud/score/0/2/6","table":"rows","columns":[["_partition","int32",2],["_offset","int64",10],["_source_time","int64",1600000600000010],["_arrival_time","int64",1600000600000020],["_event_time","int64",1600000600000000],["_flags","uint8",0],["TRANSACTION_ID","string","T10"],["CUSTOMER_ID","string","customer 10"],["TX_AMOUNT","float64",12.5],["TX_AMOUNT","float32",10],["F1","float32",20],["F2","float32",30],["score","float32",0.1],["decision","string","fraud"],["_decided_by","uint8",1],["_score.2","float32",0.375]]}"""
            );
        Encoding
            .UTF8.GetString(records.Prove(14)!.Text)
            .ShouldBe(
                """{"lineage_id":"card-fraud/score/0/2/14","table":"control","columns":[["id","string","C1"],["kind","string","override"],["author","string","anna"],["because","string",null],["at","timestamp",1600000060000000],["payload","string","{\"id\":\"T1\",\"decision\":\"genuine\"}"],["_topic","string","card-fraud.control"],["_partition","int32",0],["_offset","int64",1]]}"""
            );
        Encoding
            .UTF8.GetString(BatchStatement.Of(batch, records).Text())
            .ShouldBe(
                """{"stream":"card-fraud/score/0","version":2,"hash":"462f4ee470ac79356bdedb502a63d029e80e04e29bb5e240ef11a5afef207d65","written_at":1700000000000001,"topology_version":3,"topology_hash":"ab12","model_name":"card-fraud","model_version":4,"model_hash":"cd34","engine":"0.1.0 ort 1.31.1 cpu avx2","records":15,"records_root":"01015d6bb66061e2067cc227ef2012d6375b04f0f06766ccbf76c6df021a5321","scored_by":[{"role":"champion","model":"card-fraud","version":4,"hash":"cd34"},{"role":"canary","model":"card-fraud","version":5,"hash":"ef56"},{"role":"shadow","model":"trees","version":1,"hash":"0a1b"},{"role":"rule","model":"","version":0,"hash":""}]}"""
            );
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
        later[StoredEvent.PrefixSize + BodyFormat.Magic.Length] = 5;

        Should
            .Throw<LineageNewerException>(() => StoredEvent.Open(Samples.Stream, 2, later))
            .Message.ShouldBe(
                "lineage batch card-fraud/score/0/2 cannot be read by this version of the program: its format version is 5, which a later "
                    + "release wrote; this one reads versions 1, 2 and 4. Use the release that wrote it, or a later one"
            );
    }

    [Fact]
    public void A_format_that_was_never_written_is_no_format()
    {
        var damaged = Stored;
        damaged[StoredEvent.PrefixSize + BodyFormat.Magic.Length] = 3;

        Should
            .Throw<LineageCorruptException>(() => StoredEvent.Open(Samples.Stream, 2, damaged))
            .Message.ShouldContain("its format version is 3, which no release ever wrote");
    }

    [Fact]
    public void What_records_are_looked_up_by_hashes_as_it_always_did()
    {
        LookupHash.Of(FilterKinds.EventIds, "T4"u8).ShouldBe(17073049095503554209);
        LookupHash.Of(FilterKinds.Keys, "T4"u8).ShouldBe(13799311787535255745);
        LookupHash.Of(FilterKinds.Decisions, "T4"u8).ShouldBe(17064279218648909705);
        Convert
            .ToHexString(BloomFilter.Build([1UL, 0x8000000000000000UL, ulong.MaxValue], 9))
            .ShouldBe(
                "010044000000000000100000000000000000008000000000000000200000000000"
                    + "00000000000010000000000100000000008000000000010420000000020000"
            );
    }

    /// <summary>The champion decided the first five, the canary two, the rule the rest; the shadow scored all, the canary what it did not
    /// decide.</summary>
    static Apache.Arrow.RecordBatch Version4Rows =>
        Samples
            .Rows(4, 10)
            .With(RecordColumns.DecidedBy, new Apache.Arrow.UInt8Array.Builder().AppendRange([0, 0, 0, 0, 0, 1, 1, 3, 3, 3]).Build())
            .With(RecordColumns.ScoreOf(2), Samples.Floats(10, i => i / 16f));

    internal static byte[] Golden(int format) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Format", "Golden", $"batch-v{format}.bin"));
}
