using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Format;

/// <summary>What a later release may do with the tables of a body, and this one has to notice.</summary>
public sealed class SectionTests
{
    [Fact]
    public void Encrypted_columns_are_refused_by_the_name_of_their_key() =>
        Should
            .Throw<LineageNewerException>(() =>
                BodyReader.Table(Body(SectionFlags.Personal | SectionFlags.Encrypted, e => e.Text("subject-7")), TableNames.Rows)
            )
            .Message.ShouldContain("encrypted under key 'subject-7'");

    [Fact]
    public void A_flag_of_a_later_release_is_refused() =>
        Should
            .Throw<LineageNewerException>(() => BodyReader.TableNames(Body((SectionFlags)64, _ => { })))
            .Message.ShouldContain("its table 'rows' is stored in a way (64)");

    [Fact]
    public void What_a_later_release_adds_to_an_entry_is_passed_over() =>
        BodyReader.TableNames(Body(SectionFlags.None, e => e.Text("more"))).ShouldBe([TableNames.Rows]);

    /// <summary>A table of four bytes that are never looked at.</summary>
    static byte[] Body(SectionFlags flags, Action<ByteWriter> more)
    {
        var header = new FieldWriter();
        HeaderCodec.Write(header, Samples.Header());
        var entry = new ByteWriter();
        entry.Byte((byte)flags);
        entry.Text(TableNames.Rows);
        entry.Unsigned(4);
        entry.Unsigned(4);
        if (flags.HasFlag(SectionFlags.Personal))
            entry.Unsigned(0);
        more(entry);
        var body = new ByteWriter();
        body.Bytes(BodyFormat.Magic);
        body.Byte(BodyFormat.Version);
        body.Unsigned((ulong)header.Written.Length);
        body.Bytes(header.Written);
        body.Unsigned(1);
        body.Unsigned((ulong)entry.Written.Length);
        body.Bytes(entry.Written);
        body.Bytes("data"u8);
        return body.Written.ToArray();
    }
}
