using Streaming.Application.Identity;

namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>A record of predictions that many may read: what filters ask of it is found out once, and so is what those get who may not see
/// personal fields. Thread-safe.</summary>
/// <param name="partition">Where it lies.</param>
/// <param name="offset">Its offset there.</param>
/// <param name="key">Null where it has none.</param>
/// <param name="value">Null where it has none.</param>
sealed class FollowedRecord(int partition, long offset, byte[]? key, byte[]? value)
{
    /// <summary>What a mask makes of a prediction depends on these two alone.</summary>
    readonly byte[]?[] _masked = new byte[]?[4];

    Tuple<string?, double?>? _facts;

    public int Partition { get; } = partition;

    public long Offset { get; } = offset;

    public byte[]? Key { get; } = key;

    public byte[]? Value { get; } = value;

    /// <summary>Decision and score; nothing of what is no prediction. Where two ask at once, both find the same.</summary>
    public (string? Decision, double? Score) Facts
    {
        get
        {
            if (_facts is { } known)
                return (known.Item1, known.Item2);
            var facts = PredictionFilter.Read(Value);
            Volatile.Write(ref _facts, Tuple.Create(facts.Decision, facts.Score));
            return facts;
        }
    }

    /// <summary>As somebody sees it.</summary>
    /// <param name="mask">Null: they see all of it.</param>
    public byte[] Shown(PersonalMask? mask)
    {
        var whole = Value ?? [];
        if (mask is null)
            return whole;
        ref var shown = ref _masked[(mask.HidesId ? 1 : 0) | (mask.HidesKey ? 2 : 0)];
        if (Volatile.Read(ref shown) is not { } known)
            Volatile.Write(ref shown, known = mask.Over(whole).ToArray());
        return known;
    }
}
