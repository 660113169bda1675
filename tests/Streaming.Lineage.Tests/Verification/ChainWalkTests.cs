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

    /// <summary>Fails where a history whose beginning was removed cannot be followed from where it begins now.</summary>
    [Fact]
    public void A_stream_is_followed_from_what_was_signed_of_its_beginning()
    {
        var tails = new List<LineageTail> { LineageTail.Start(Samples.Stream) };
        var batches = new List<PreparedBatch>();
        for (var i = 0; i < 4; i++)
        {
            batches.Add(Samples.Next(tails[^1], 3));
            tails.Add(batches[^1].Tail);
        }

        var walk = new ChainWalk(Samples.Stream, [], tails[2] with { Header = null }, tails[2].Header!.Totals);
        foreach (var batch in batches.Skip(2))
            walk.Next(batch.Version, batch.Stored, out _).ShouldBeNull();
        walk.End(4).ShouldBeNull();

        var counts = new ChainWalk(Samples.Stream, [], tails[2] with { Header = null }, tails[1].Header!.Totals);
        counts.Next(3, batches[2].Stored, out _).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Altered);
        var other = new ChainWalk(Samples.Stream, [], tails[2] with { Header = null, Hash = tails[1].Hash }, tails[2].Header!.Totals);
        (other.Next(3, batches[2].Stored, out _) ?? other.End(3)).ShouldNotBeNull().Version.ShouldBe(3);
        var early = new ChainWalk(Samples.Stream, [], tails[2] with { Header = null }, tails[2].Header!.Totals);
        early.Next(4, batches[3].Stored, out _).ShouldNotBeNull().Kind.ShouldBe(FaultKind.Missing);
    }

    /// <summary>Fails where whoever rewrites a history may begin it wherever it suits.</summary>
    [Theory]
    [InlineData("another hash")]
    [InlineData("another version")]
    [InlineData("another stream")]
    [InlineData("at the beginning")]
    public void What_only_claims_to_continue_a_segment_is_a_fault(string how)
    {
        var walk = new ChainWalk(Samples.Stream, []);
        var tail = LineageTail.Start(Samples.Stream);
        if (how != "at the beginning")
        {
            walk.Next(1, Stored(tail, null, tail.Hash), out _).ShouldBeNull();
            tail = walk.Tail;
        }

        var link = new SegmentLink(Samples.Stream.ToString(), tail.Version, Convert.ToHexStringLower(tail.Hash), null);
        link = how switch
        {
            "another hash" => link with { Hash = new string('b', 2 * ChainHash.Size) },
            "another version" => link with { Version = 7 },
            "another stream" => link with { Stream = "card-fraud/score/1" },
            _ => link,
        };
        var fault = walk.Next(tail.Version + 1, Stored(tail, link, tail.Hash), out _);

        fault.ShouldNotBeNull().Kind.ShouldBe(FaultKind.Altered);
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

    static byte[] Stored(LineageTail tail, SegmentLink? link, byte[] previous)
    {
        var stored = BodyWriter.Write(Samples.Header() with { SegmentBefore = link }, [], StoredEvent.PrefixSize);
        StoredEvent.Seal(stored, tail.Stream, tail.Version + 1, previous);
        return stored;
    }
}
