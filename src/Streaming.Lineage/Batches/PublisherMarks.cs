namespace Streaming.Lineage.Batches;

/// <summary>How far one publisher's records of an input have been taken, and its watermark.</summary>
/// <param name="Name">Its name; empty for those who give none.</param>
/// <param name="Since">Offset from which on its records are told apart; those before count for the plain publisher's.</param>
/// <param name="Position">Its own: of its records, those below the offset have been taken.</param>
public sealed record PublisherMark(string Name, long Since, InputPosition Position);

/// <summary>What an input's position does not tell where several publishers write to it.</summary>
/// <param name="ReadTo">Offset up to which records had been given to one of the publishers.</param>
/// <param name="Marks">Where each is, the plain one too.</param>
public sealed record PublisherMarks(long ReadTo, IReadOnlyList<PublisherMark> Marks)
{
    /// <inheritdoc/>
    public bool Equals(PublisherMarks? other) => other is not null && ReadTo == other.ReadTo && Marks.SequenceEqual(other.Marks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ReadTo, Marks.Count);
}
