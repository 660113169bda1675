using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Verification;

public sealed class ChainWalkTests
{
    public static TheoryData<string> Columns => [SystemColumns.EventTime, TableNames.Decision, "TRANSACTION_ID"];

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_batch_sealed_right_over_columns_of_other_types_is_told_as_altered(string column)
    {
        var good = Samples.Rows(0, 3);
        var fields = good.Schema.FieldsList.ToList();
        var at = fields.FindIndex(f => f.Name == column);
        var arrays = good.Arrays.ToArray();
        fields[at] = Samples.Column(column, DoubleType.Default);
        arrays[at] = new DoubleArray.Builder().AppendRange([1, 2, 3]).Build();
        var rows = new RecordBatch(new Schema(fields, metadata: null), arrays, 3);
        var stored = BodyWriter.Write(Samples.Header(), [new LineageTable(TableNames.Rows, rows)], StoredEvent.PrefixSize);
        StoredEvent.Seal(stored, Samples.Stream, 1, new byte[ChainHash.Size]);

        new ChainWalk(Samples.Stream, []).Next(1, stored, out _).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Altered);
    }

    /// <summary>Fails where a history that was cut into segments cannot be followed from a segment's beginning.</summary>
    [Fact]
    public void A_segment_goes_on_from_the_hash_of_the_one_before()
    {
        var walk = new ChainWalk(Samples.Stream, []);
        var tail = LineageTail.Start(Samples.Stream);
        foreach (var link in new[] { Link("card-fraud/score/0@before", 'b'), null })
        {
            var stored = Stored(tail, link, previous: link is null ? tail.Hash : Convert.FromHexString(link.Hash));
            walk.Next(tail.Version + 1, stored, out _).ShouldBeNull();
            tail = walk.Tail;
        }

        walk.End(2).ShouldBeNull();
    }

    /// <summary>Fails where whoever rewrites a history may begin it wherever it suits.</summary>
    [Theory]
    [InlineData("another hash than it names", FaultKind.Spliced)]
    [InlineData("no hash", FaultKind.Spliced)]
    [InlineData("its own stream", FaultKind.Altered)]
    [InlineData("in the middle", FaultKind.Altered)]
    public void What_only_claims_to_continue_a_segment_is_a_fault(string how, FaultKind kind)
    {
        var walk = new ChainWalk(Samples.Stream, []);
        var tail = LineageTail.Start(Samples.Stream);
        if (how == "in the middle")
        {
            walk.Next(1, Stored(tail, null, tail.Hash), out _).ShouldBeNull();
            tail = walk.Tail;
        }

        var link = Link(how == "its own stream" ? Samples.Stream.ToString() : "card-fraud/score/0@before", 'b');
        var previous = how switch
        {
            "another hash than it names" => Convert.FromHexString(Link("", 'c').Hash),
            "no hash" => new byte[ChainHash.Size],
            "in the middle" => tail.Hash,
            _ => Convert.FromHexString(link.Hash),
        };
        var fault = walk.Next(tail.Version + 1, Stored(tail, link, previous), out _) ?? walk.End(tail.Version + 1);

        fault.ShouldNotBeNull().Kind.ShouldBe(kind);
    }

    /// <summary>Fails where a verification by an older program takes what a newer one wrote for tampering, or tampering for a newer
    /// one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_later_release_wrote_is_no_tampering(bool genuine)
    {
        var tail = LineageTail.Start(Samples.Stream);
        var stored = Stored(tail, null, tail.Hash);
        stored[StoredEvent.PrefixSize + BodyFormat.Magic.Length] = 9;
        if (genuine)
            StoredEvent.Seal(stored, Samples.Stream, 1, tail.Hash);
        var walk = new ChainWalk(Samples.Stream, []);

        if (genuine)
            Should.Throw<LineageNewerException>(() => walk.Next(1, stored, out _)).Message.ShouldContain("format version is 9");
        else
            walk.Next(1, stored, out _).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Altered);
    }

    static SegmentLink Link(string stream, char hash) => new(stream, 41, new string(hash, 2 * ChainHash.Size), null);

    static byte[] Stored(LineageTail tail, SegmentLink? link, byte[] previous)
    {
        var stored = BodyWriter.Write(Samples.Header() with { SegmentBefore = link }, [], StoredEvent.PrefixSize);
        StoredEvent.Seal(stored, tail.Stream, tail.Version + 1, previous);
        return stored;
    }
}
