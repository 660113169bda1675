namespace Streaming.Features;

/// <summary>How much an engine keeps.</summary>
/// <param name="Keys">Keys with something in a window, or that were not looked at again since.</param>
/// <param name="Entries">Rows remembered.</param>
/// <param name="Bytes">Memory of entries and aggregates, without the runtime's overhead.</param>
public readonly record struct StateSize(long Keys, long Entries, long Bytes)
{
    /// <summary>Both together.</summary>
    public static StateSize operator +(StateSize left, StateSize right) => left.Add(right);

    /// <summary>Both together.</summary>
    public StateSize Add(StateSize other) => new(Keys + other.Keys, Entries + other.Entries, Bytes + other.Bytes);
}
