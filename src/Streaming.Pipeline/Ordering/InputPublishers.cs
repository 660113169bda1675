namespace Streaming.Pipeline.Ordering;

/// <summary>How far one publisher's records of an input have been taken.</summary>
/// <param name="Name">Its name; empty for those who give none.</param>
/// <param name="Since">Offset from which on its records are told apart; those before count for the plain publisher's.</param>
/// <param name="Position">Its own: of its records, those below the offset have been taken.</param>
public readonly record struct PublisherPosition(string Name, long Since, InputPosition Position);

/// <summary>What an input's position does not tell where several publishers write to it.</summary>
/// <param name="Topic">The input's topic.</param>
/// <param name="ReadTo">Offset up to which records had been given to one of the publishers.</param>
/// <param name="Positions">Where each is, the plain one too.</param>
public sealed record InputPublishers(string Topic, long ReadTo, IReadOnlyList<PublisherPosition> Positions)
{
    /// <inheritdoc/>
    public bool Equals(InputPublishers? other) =>
        other is not null && Topic == other.Topic && ReadTo == other.ReadTo && Positions.SequenceEqual(other.Positions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Topic, ReadTo, Positions.Count);
}
