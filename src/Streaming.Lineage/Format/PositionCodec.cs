using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>A position in an input, as a message of numbered fields.</summary>
static class PositionCodec
{
    const int Topic = 1;
    const int Partition = 2;
    const int NextOffset = 3;
    const int RowsTaken = 4;
    const int Watermark = 5;
    const int LastTime = 6;
    const int EarlyTime = 7;
    const int TopicId = 8;
    const int UpstreamVersion = 9;
    const int UpstreamRow = 10;
    const int PublishersReadTo = 11;
    const int Publisher = 12;

    const int PublisherName = 1;
    const int PublisherSince = 2;

    /// <summary>Without topic and partition, which are the input's.</summary>
    const int PublisherPlace = 3;

    public static void Write(FieldWriter to, InputPosition position)
    {
        to.Text(Topic, position.Topic);
        to.Signed(Partition, position.Partition, nothing: 0);
        WritePlace(to, position);
        to.Text(TopicId, position.TopicId);
        if (position.Upstream is { } upstream)
        {
            to.Signed(UpstreamVersion, upstream.Version);
            to.Signed(UpstreamRow, upstream.Row);
        }

        if (position.Publishers is not { } publishers)
            return;
        to.Signed(PublishersReadTo, publishers.ReadTo);
        foreach (var mark in publishers.Marks)
            to.Message(Publisher, mark, Write);
    }

    public static InputPosition Read(FieldReader from)
    {
        var position = new InputPosition("", 0, 0, 0, Timestamp.Beginning, Timestamp.Beginning);
        var marks = new List<PublisherMark>();
        (long? version, var row, long? readTo) = (null, 0, null);
        while (from.Next())
        {
            switch (from.Number)
            {
                case Topic:
                    position = position with { Topic = from.Text() };
                    break;
                case Partition:
                    position = position with { Partition = from.Int() };
                    break;
                case TopicId:
                    position = position with { TopicId = from.Text() };
                    break;
                case UpstreamVersion:
                    version = from.Signed();
                    break;
                case UpstreamRow:
                    row = from.Int();
                    break;
                case PublishersReadTo:
                    readTo = from.Signed();
                    break;
                case Publisher:
                    marks.Add(ReadMark(from.Message(), position));
                    break;
                default:
                    position = ReadPlace(position, ref from);
                    break;
            }
        }

        return position with
        {
            Upstream = version is { } upstream ? new UpstreamPosition(upstream, row) : null,
            Publishers = readTo is { } offset ? new PublisherMarks(offset, marks) : null,
        };
    }

    static void Write(FieldWriter to, PublisherMark mark)
    {
        to.Text(PublisherName, mark.Name);
        to.Signed(PublisherSince, mark.Since, nothing: 0);
        to.Message(PublisherPlace, mark.Position, WritePlace);
    }

    static PublisherMark ReadMark(FieldReader from, InputPosition input)
    {
        var mark = new PublisherMark(
            "",
            0,
            new InputPosition(input.Topic, input.Partition, 0, 0, Timestamp.Beginning, Timestamp.Beginning)
        );
        while (from.Next())
        {
            switch (from.Number)
            {
                case PublisherName:
                    mark = mark with { Name = from.Text() };
                    break;
                case PublisherSince:
                    mark = mark with { Since = from.Signed() };
                    break;
                case PublisherPlace:
                    mark = mark with { Position = ReadPlaces(from.SingleMessage(), mark.Position) };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return mark;
    }

    static InputPosition ReadPlaces(FieldReader from, InputPosition position)
    {
        while (from.Next())
            position = ReadPlace(position, ref from);
        return position;
    }

    static void WritePlace(FieldWriter to, InputPosition position)
    {
        to.Signed(NextOffset, position.NextOffset, nothing: 0);
        to.Signed(RowsTaken, position.RowsTaken, nothing: 0);
        to.Time(Watermark, position.Watermark, nothing: Timestamp.Beginning);
        to.Time(LastTime, position.LastTime, nothing: Timestamp.Beginning);
        to.Time(EarlyTime, position.EarlyTime, nothing: Timestamp.Beginning);
    }

    static InputPosition ReadPlace(InputPosition position, ref FieldReader from)
    {
        switch (from.Number)
        {
            case NextOffset:
                return position with { NextOffset = from.Signed() };
            case RowsTaken:
                return position with { RowsTaken = from.Int() };
            case Watermark:
                return position with { Watermark = from.Time() };
            case LastTime:
                return position with { LastTime = from.Time() };
            case EarlyTime:
                return position with { EarlyTime = from.Time() };
            default:
                from.Skip();
                return position;
        }
    }
}
