using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Format;

/// <summary>
/// The header inside a body of format version 4: numbered fields (<see cref="FieldWriter"/>), those that say nothing left out. A field that
/// is added takes a new number, never one of a field that is gone, and needs no new format version: who does not know it passes it over,
/// or refuses where it is marked as critical.
/// </summary>
static class HeaderCodec
{
    /// <summary>First of all, so that whatever cannot be read is told with the version that wrote it.</summary>
    const int WrittenBy = 1;
    const int Position = 2;
    const int Watermark = 3;
    const int Idle = 4;
    const int TopologyVersion = 5;
    const int TopologyHash = 6;
    const int ScoredBy = 7;
    const int Engine = 8;
    const int WrittenAt = 9;
    const int IdColumn = 10;
    const int LabelIdColumn = 11;
    const int KeyColumn = 12;
    const int MinTime = 13;
    const int MaxTime = 14;
    const int Totals = 15;
    const int Blinding = 16;
    const int Partitioner = 17;
    const int Snapshot = 18;
    const int RescaledAt = 19;
    const int Rescale = 20;
    const int ReplacedTopic = 21;
    const int MaxInFlight = 22;
    const int SegmentBefore = 23;
    const int Control = 24;
    const int SegmentSince = 25;
    const int Guard = 26;
    const int Guarded = 27;

    public static void Write(FieldWriter to, BatchHeader header)
    {
        to.Text(WrittenBy, header.WrittenBy);
        foreach (var position in header.Positions)
            to.Message(Position, position, PositionCodec.Write);
        to.Time(Watermark, header.Watermark, nothing: Timestamp.Beginning);
        to.Flag(Idle, header.Idle);
        to.Signed(TopologyVersion, header.TopologyVersion, nothing: 0);
        to.Text(TopologyHash, header.TopologyHash);
        foreach (var model in header.ScoredBy)
            to.Message(ScoredBy, model, HeaderParts.Write);
        to.Text(Engine, header.EngineFingerprint);
        to.Time(WrittenAt, header.WrittenAt, nothing: Timestamp.Epoch);
        to.Text(IdColumn, header.IdColumn);
        to.Text(LabelIdColumn, header.LabelIdColumn);
        to.Text(KeyColumn, header.KeyColumn);
        to.Time(MinTime, header.MinTime, nothing: Timestamp.End);
        to.Time(MaxTime, header.MaxTime, nothing: Timestamp.Beginning);
        to.Message(Totals, header.Totals, HeaderParts.Write);
        to.Wide(Blinding, header.Blinding);
        to.Text(Partitioner, header.Partitioner?.ToString());
        if (header.Snapshot is { } snapshot)
            to.Message(Snapshot, snapshot, HeaderParts.Write);
        to.Signed(RescaledAt, header.RescaledAt, nothing: 0);
        if (header.Rescale is { } rescale)
            to.Message(Rescale, rescale, HeaderParts.Write);
        foreach (var replaced in header.ReplacedTopics)
            to.Message(ReplacedTopic, replaced, HeaderParts.Write);
        to.Signed(MaxInFlight, header.MaxInFlight);
        if (header.SegmentBefore is { } segment)
            to.Message(SegmentBefore, segment, HeaderParts.Write);
        if (header.Control.Command is not null)
            to.Message(Control, header.Control, HeaderParts.Write);
        to.Time(SegmentSince, header.SegmentSince, nothing: Timestamp.Epoch);
        foreach (var guard in header.Guards)
            to.Message(Guard, guard, GuardCodec.Write);
        foreach (var happened in header.GuardEvents)
            to.Message(Guarded, happened, GuardCodec.Write);
    }

    public static BatchHeader Read(ReadOnlySpan<byte> bytes)
    {
        var from = new FieldReader(bytes);
        var (positions, models, replaced) = (new List<InputPosition>(), new List<ModelInRole>(), new List<TopicReplacement>());
        var (guards, happened) = (new List<GuardState>(), new List<GuardEvent>());
        var header = new BatchHeader
        {
            Positions = positions,
            ScoredBy = models,
            ReplacedTopics = replaced,
            Guards = guards,
            GuardEvents = happened,
        };
        while (from.Next())
        {
            switch (from.Number)
            {
                case WrittenBy:
                    header = header with { WrittenBy = from.Text() };
                    from.WrittenBy = header.WrittenBy;
                    break;
                case Position:
                    positions.Add(PositionCodec.Read(from.Message()));
                    break;
                case ScoredBy:
                    models.Add(HeaderParts.ReadModel(from.Message()));
                    break;
                case ReplacedTopic:
                    replaced.Add(HeaderParts.ReadReplaced(from.Message()));
                    break;
                case Guard:
                    guards.Add(GuardCodec.ReadState(from.Message()));
                    break;
                case Guarded:
                    happened.Add(GuardCodec.ReadEvent(from.Message()));
                    break;
                default:
                    header = ReadSingle(header, ref from);
                    break;
            }
        }

        return header;
    }

    static BatchHeader ReadSingle(BatchHeader header, ref FieldReader from)
    {
        switch (from.Number)
        {
            case Watermark:
                return header with { Watermark = from.Time() };
            case Idle:
                return header with { Idle = from.Flag() };
            case TopologyVersion:
                return header with { TopologyVersion = from.Int() };
            case TopologyHash:
                return header with { TopologyHash = from.Text() };
            case Engine:
                return header with { EngineFingerprint = from.Text() };
            case WrittenAt:
                return header with { WrittenAt = from.Time() };
            case IdColumn:
                return header with { IdColumn = from.Text() };
            case LabelIdColumn:
                return header with { LabelIdColumn = from.Text() };
            case KeyColumn:
                return header with { KeyColumn = from.Text() };
            case MinTime:
                return header with { MinTime = from.Time() };
            case MaxTime:
                return header with { MaxTime = from.Time() };
            case Totals:
                return header with { Totals = HeaderParts.ReadTotals(from.SingleMessage()) };
            case Blinding:
                return header with { Blinding = from.Wide() };
            case Partitioner:
                return header with { Partitioner = ReadPartitioner(from.Text()) };
            case Snapshot:
                return header with { Snapshot = HeaderParts.ReadSnapshot(from.SingleMessage()) };
            case RescaledAt:
                return header with { RescaledAt = from.Signed() };
            case Rescale:
                return header with { Rescale = HeaderParts.ReadRescale(from.SingleMessage()) };
            case MaxInFlight:
                return header with { MaxInFlight = from.Int() };
            case SegmentBefore:
                return header with { SegmentBefore = HeaderParts.ReadSegment(from.SingleMessage()) };
            case SegmentSince:
                return header with { SegmentSince = from.Time() };
            case Control:
                return header with { Control = HeaderParts.ReadControl(from.SingleMessage()) };
            default:
                from.Skip();
                return header;
        }
    }

    static PartitionerKind ReadPartitioner(string name) =>
        Enum.TryParse<PartitionerKind>(name, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new LineageCorruptException($"it names a partitioner '{name}' that there is not");
}
