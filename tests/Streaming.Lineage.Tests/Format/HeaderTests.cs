using CsCheck;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Tests.Format;

public sealed class HeaderTests
{
    static readonly Gen<string> Text = Gen.OneOf(Gen.Const(""), Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.Const("Straße 7 ✓"));
    static readonly Gen<long> Time = Gen.OneOf(Gen.Long, Gen.Const(long.MinValue), Gen.Const(long.MaxValue), Gen.Const(0L));

    static readonly Gen<InputPosition> Place = Gen.Select(
        Text,
        Gen.Int,
        Time,
        Gen.Int,
        Time,
        Time,
        Time,
        (topic, partition, next, rows, watermark, last, early) =>
            new InputPosition(topic, partition, next, rows, new Timestamp(watermark), new Timestamp(last))
            {
                EarlyTime = new Timestamp(early),
            }
    );

    static readonly Gen<InputPosition> Position = Gen.Select(
        Place,
        Text.Where(t => t.Length > 0).Null(),
        Gen.Select(Time, Gen.Int).Nullable(),
        Gen.Select(Time, Gen.Select(Text, Time, Place).Array[0, 3]).Nullable(),
        (place, id, upstream, publishers) =>
            place with
            {
                TopicId = id,
                Upstream = upstream is { } at ? new UpstreamPosition(at.Item1, at.Item2) : null,
                Publishers = publishers is { } marks
                    ? new PublisherMarks(
                        marks.Item1,
                        [
                            .. marks.Item2.Select(m => new PublisherMark(
                                m.Item1,
                                m.Item2,
                                m.Item3 with
                                {
                                    Topic = place.Topic,
                                    Partition = place.Partition,
                                }
                            )),
                        ]
                    )
                    : null,
            }
    );

    static readonly Gen<ModelInRole> Model = Gen.Select(Gen.Enum<ModelRole>(), Text, Gen.Int, Text, (role, name, version, hash) =>
        new ModelInRole(role, name, version, hash)
    );

    static readonly Gen<StreamTotals> Totals = Gen.Select(
        Gen.Long,
        Gen.Long,
        Gen.Long,
        Gen.Long,
        Time,
        Time,
        Gen.Dictionary(Text, Gen.Long)[0, 4],
        (rows, labels, rejected, control, min, max, outcomes) =>
            new StreamTotals(
                rows,
                labels,
                rejected,
                new Timestamp(min),
                new Timestamp(max),
                new SortedDictionary<string, long>(outcomes, StringComparer.Ordinal)
            )
            {
                Control = control,
            }
    );

    static readonly Gen<GuardContrast> Contrast = Gen.Select(Text, Text, Gen.Long, Gen.Long, Gen.Double[0, 1])
        .Select(c => new GuardContrast(c.Item1, c.Item2, c.Item3, c.Item4, c.Item5));

    static readonly Gen<GuardTrip> Trip = Gen.Select(Time, Time, Gen.Long, Gen.Long, Contrast.Null(), (at, until, counted, of, contrast) =>
        new GuardTrip(new Timestamp(at), new Timestamp(until), counted, of) { Contrast = contrast }
    );

    static readonly Gen<GuardState> Guard = Gen.Select(
        Text,
        Gen.Long,
        Time,
        Gen.Select(Gen.Long, Gen.Long, Gen.Long, (index, counted, of) => new GuardPane(index, counted, of)).Array[0, 5],
        Trip.Null(),
        Text.Array[0, 3],
        (text, pane, clock, panes, trip, groups) =>
            new GuardState(text)
            {
                Decision = text,
                PaneMicros = pane,
                Clock = new Timestamp(clock),
                Panes = panes,
                Trip = trip,
                Groups = [.. groups.Select(group => new GuardState(group) { PaneMicros = pane, Panes = panes })],
            }
    );

    static readonly Gen<GuardEvent> Happened = Gen.Select(Text, Gen.Enum<GuardEventKind>(), Gen.Int, Trip, (guard, kind, row, trip) =>
        new GuardEvent(guard, kind, row, trip)
    );

    static readonly Gen<BatchHeader> Header = Gen.Select(
        Gen.Select(Position.Array[0, 4], Model.Array[0, 3], Totals, Time, Time, Time, Gen.ULong),
        Gen.Select(
            Gen.Bool,
            Gen.Enum<PartitionerKind>().Nullable(),
            Gen.Int,
            Text,
            Text,
            Text.Where(t => t.Length > 0).Null(),
            Gen.Int,
            Gen.Select(Text, Gen.Bool, Gen.Long).Nullable()
        ),
        Gen.Select(
            Gen.Select(Gen.Long, Text).Nullable(),
            Gen.Long,
            Gen.Select(Gen.Int, Gen.Long.Array[0, 4]).Nullable(),
            Gen.Select(Text, Gen.Long, Gen.Long).Array[0, 2],
            Gen.Select(Text, Gen.Long, Gen.Byte.Array[32], Text.Where(t => t.Length > 0).Null()).Nullable(),
            Guard.Array[0, 3],
            Happened.Array[0, 3]
        ),
        (a, b, c) =>
            new BatchHeader
            {
                Positions = a.Item1,
                ScoredBy = a.Item2,
                Totals = a.Item3,
                Watermark = new Timestamp(a.Item4),
                MinTime = new Timestamp(a.Item5),
                MaxTime = new Timestamp(a.Item6),
                Blinding = a.Item7,
                Idle = b.Item1,
                Partitioner = b.Item2,
                TopologyVersion = b.Item3,
                TopologyHash = b.Item4,
                EngineFingerprint = b.Item5,
                IdColumn = b.Item6,
                LabelIdColumn = b.Item6,
                KeyColumn = b.Item6,
                MaxInFlight = b.Item7,
                Control = b.Item8 is { } control ? new ControlState(control.Item1, control.Item2, control.Item3) : ControlState.None,
                WrittenBy = "9.8.7",
                WrittenAt = new Timestamp(a.Item4),
                Snapshot = c.Item1 is { } snapshot ? new SnapshotReference(snapshot.Item1, snapshot.Item2) : null,
                RescaledAt = c.Item2,
                Rescale = c.Item3 is { } rescale ? new RescaleMarker(rescale.Item2.Length, rescale.Item1, rescale.Item2) : null,
                ReplacedTopics = [.. c.Item4.Select(r => new TopicReplacement(r.Item1, r.Item2, r.Item3))],
                SegmentBefore = c.Item5 is { } segment
                    ? new SegmentLink(segment.Item1, segment.Item2, Convert.ToHexStringLower(segment.Item3), segment.Item4)
                    {
                        Guards = c.Item6,
                    }
                    : null,
                SegmentSince = new Timestamp(c.Item2),
                Guards = c.Item6,
                GuardEvents = c.Item7,
            }
    );

    [Fact]
    public void Every_header_comes_back_as_it_was() =>
        Header.Sample(header => ShouldBeSame(HeaderCodec.Read(Written(header)), header), iter: 5_000);

    [Fact]
    public void A_full_header_comes_back_as_it_was() =>
        ShouldBeSame(HeaderCodec.Read(Written(Samples.FullHeader(7))), Samples.FullHeader(7));

    [Fact]
    public void The_same_header_is_the_same_bytes() =>
        Header.Sample(header => Written(header).ShouldBe(Written(HeaderCodec.Read(Written(header)))), iter: 1_000);

    /// <summary>Fails where an addition of a later release makes older programs stop.</summary>
    [Fact]
    public void A_field_of_a_later_release_is_passed_over()
    {
        var to = new FieldWriter();
        HeaderCodec.Write(to, Samples.FullHeader());
        to.Text(77, "what nobody knows yet");
        to.Message(78, 5, (inner, value) => inner.Signed(1, value));

        ShouldBeSame(HeaderCodec.Read(to.Written), Samples.FullHeader());
    }

    /// <summary>Fails where such a field may only be added beside the others, and not inside of a position.</summary>
    [Fact]
    public void A_field_of_a_later_release_inside_of_a_part_is_passed_over()
    {
        var to = new FieldWriter();
        to.Message(2, 5, (inner, offset) =>
        {
            inner.Text(1, "transactions");
            inner.Signed(3, offset);
            inner.Text(99, "more");
        });

        HeaderCodec
            .Read(to.Written)
            .Positions.ShouldBe([new InputPosition("transactions", 0, 5, 0, Timestamp.Beginning, Timestamp.Beginning)]);
    }

    /// <summary>Fails where what must not be passed over is, or where nobody is told which version can read it.</summary>
    [Fact]
    public void A_critical_field_that_is_not_known_is_refused_by_the_name_of_who_wrote_it()
    {
        var to = new FieldWriter();
        to.Text(1, "9.8.7");
        to.Bytes(77, "how the rest is to be understood"u8, critical: true);

        Refusal(to.Written)
            .ShouldBe(
                "version 9.8.7 of the program wrote it, with field 77, which must not be passed over and which this version does not "
                    + "know; use that version or a later one"
            );
    }

    [Fact]
    public void A_critical_field_inside_of_a_part_names_who_wrote_it_too()
    {
        var to = new FieldWriter();
        to.Text(1, "9.8.7");
        to.Message(2, 0, (inner, _) => inner.Bytes(50, "x"u8, critical: true));

        Refusal(to.Written).ShouldContain("version 9.8.7 of the program wrote it, with field 50");
    }

    [Fact]
    public void A_role_of_a_later_release_is_refused_since_nobody_knows_who_decided()
    {
        var to = new FieldWriter();
        to.Text(1, "9.8.7");
        to.Message(7, 9, (inner, role) => inner.Signed(1, role));

        Refusal(to.Written).ShouldContain("a model in role 9");
    }

    [Theory]
    [InlineData("06 01 02 04 00", "its field 2 comes after field 3")]
    [InlineData("06 01 02 06 01 04", "its field 3 comes twice")]
    [InlineData("00 01 02", "a field in it has no number")]
    [InlineData("06 02 02 02", "longer than its value")]
    [InlineData("06 7F 02", "a count in it exceeds its size")]
    [InlineData("06 FF FF FF FF FF FF FF FF FF 01 02", "a count in it exceeds its size")]
    [InlineData("06 FF FF FF FF FF FF FF FF FF FF 02", "a number in it is too long")]
    [InlineData("FF FF FF FF FF FF FF FF FF 01 00", "a field in it has no number")]
    [InlineData("06 00", "it ends before its contents do")]
    [InlineData("0C 02 C3 28", "a text in it is not UTF-8")]
    [InlineData("22 08 4E 6F 6E 73 65 6E 73 65", "it names a partitioner 'Nonsense'")]
    public void What_is_no_header_is_told(string hex, string words) =>
        Should
            .Throw<LineageCorruptException>(() => HeaderCodec.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))))
            .Message.ShouldContain(words);

    [Fact]
    public void A_header_that_is_cut_or_damaged_is_told_or_read() =>
        Gen.Select(Header, Gen.Double[0, 1], Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[0, 4])
            .Sample(
                (header, share, places) =>
                {
                    var bytes = Written(header)[..];
                    foreach (var (at, value) in places)
                        bytes[at % bytes.Length] = value;
                    try
                    {
                        HeaderCodec.Read(bytes.AsSpan(0, (int)(bytes.Length * share)));
                    }
                    catch (Exception e) when (e is LineageCorruptException or LineageNewerException) { }
                },
                iter: 20_000
            );

    static byte[] Written(BatchHeader header)
    {
        var to = new FieldWriter();
        HeaderCodec.Write(to, header);
        return to.Written.ToArray();
    }

    static string Refusal(ReadOnlySpan<byte> header)
    {
        try
        {
            HeaderCodec.Read(header);
            return "it was read";
        }
        catch (LineageNewerException refused)
        {
            return refused.Message;
        }
    }

    static void ShouldBeSame(BatchHeader actual, BatchHeader expected)
    {
        actual.Positions.ShouldBe(expected.Positions);
        actual.ScoredBy.ShouldBe(expected.ScoredBy);
        actual.ReplacedTopics.ShouldBe(expected.ReplacedTopics);
        actual.Totals.Same(expected.Totals).ShouldBeTrue();
        actual.GuardEvents.ShouldBe(expected.GuardEvents);
        ShouldBeSame(actual.Guards, expected.Guards);
        ShouldBeSame(actual.SegmentBefore?.Guards ?? [], expected.SegmentBefore?.Guards ?? []);
        actual.Rescale?.Versions.ShouldBe(expected.Rescale!.Versions);
        (
            actual with
            {
                Positions = expected.Positions,
                ScoredBy = expected.ScoredBy,
                ReplacedTopics = expected.ReplacedTopics,
                Totals = expected.Totals,
                Guards = expected.Guards,
                GuardEvents = expected.GuardEvents,
                SegmentBefore = actual.SegmentBefore is { } link ? link with { Guards = expected.SegmentBefore!.Guards } : null,
                Rescale = actual.Rescale is { } rescale ? rescale with { Versions = expected.Rescale!.Versions } : null,
            }
        ).ShouldBe(expected);
    }

    static void ShouldBeSame(IReadOnlyList<GuardState> actual, IReadOnlyList<GuardState> expected)
    {
        actual.Count.ShouldBe(expected.Count);
        actual.Zip(expected).ShouldAllBe(g => g.First.Same(g.Second));
    }
}
