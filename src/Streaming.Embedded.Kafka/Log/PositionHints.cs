namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// Remembers where the last reads of a segment ended, since that is where the next ones begin: a consumer that follows
/// the log then needs no search.
/// </summary>
sealed class PositionHints
{
    const int Slots = 8;
    readonly Hint?[] _hints = new Hint?[Slots];

    public void Remember(long offset, int position) => Volatile.Write(ref _hints[Slot(offset)], new Hint(offset, position));

    public int? Find(long offset) => Volatile.Read(ref _hints[Slot(offset)]) is { } hint && hint.Offset == offset ? hint.Position : null;

    static int Slot(long offset) => (int)((ulong)offset * 0x9E3779B97F4A7C15 >> 61);

    sealed record Hint(long Offset, int Position);
}
