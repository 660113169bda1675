using Streaming.Events.Rows;

namespace Streaming.Events.Formats;

/// <summary>Decodes record values of one format into the field columns of the builder it was made with. Not thread safe.</summary>
public interface IRowDecoder
{
    /// <summary>True: one row was appended to every field column. False: nothing was, and the fault says why. Never throws.</summary>
    bool TryDecode(ReadOnlySpan<byte> value, out RowFault fault);

    /// <summary>
    /// The text of the id field of the record decoded last, also where decoding failed behind or in another field; null where it could
    /// not be read. <paramref name="value"/> must be that record.
    /// </summary>
    string? TryGetEventId(ReadOnlySpan<byte> value);
}
