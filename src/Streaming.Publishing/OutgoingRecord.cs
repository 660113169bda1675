using Streaming.Events.Time;
using Streaming.Publishing.Rows;
using Streaming.Topology.Plan;

namespace Streaming.Publishing;

/// <summary>One record on its way to Kafka. One object is filled again for every record.</summary>
public sealed class OutgoingRecord
{
    /// <summary>Whether it goes to the source topic or to the labels topic.</summary>
    public RowContent Content { get; set; }

    /// <summary>Its key.</summary>
    public ByteText Key { get; } = new();

    /// <summary>False: the record goes out without a key.</summary>
    public bool HasKey { get; set; }

    /// <summary>Its value.</summary>
    public ByteText Value { get; } = new();

    /// <summary>False: the record goes out without a value.</summary>
    public bool HasValue { get; set; }

    /// <summary>Event time, or when the label became known; null where it could not be read or is to move no clock.</summary>
    public Timestamp? Time { get; set; }

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        Key.Clear();
        Value.Clear();
        (Content, HasKey, HasValue, Time) = (RowContent.Events, false, false, null);
    }

    /// <summary>Makes it a record of these bytes.</summary>
    public void Set(RowContent content, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Timestamp? time)
    {
        Clear();
        Key.Add(key);
        Value.Add(value);
        (Content, HasKey, HasValue, Time) = (content, true, true, time);
    }

    /// <summary>Makes it a copy.</summary>
    public void CopyFrom(OutgoingRecord other)
    {
        Set(other.Content, other.Key.Span, other.Value.Span, other.Time);
        (HasKey, HasValue) = (other.HasKey, other.HasValue);
    }
}

/// <summary>Where records to publish come from, in the order in which they are to go out.</summary>
public interface IRecordSource
{
    /// <summary>How much of it has been read, 0 to 1; null where the end is not known.</summary>
    double? Fraction { get; }

    /// <summary>It may give labels; else the labels topic is somebody else's business.</summary>
    bool CarriesLabels { get; }

    /// <summary>Called by <see cref="Read"/> now and then while it waits for what a pipe does not give yet.</summary>
    Action? Waiting
    {
        get => null;
        set
        {
            // Most sources never wait.
        }
    }

    /// <summary>Fills the next record; false at the end.</summary>
    bool Read(OutgoingRecord record);
}
