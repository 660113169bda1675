namespace Streaming.Torture.Wire;

/// <summary>What all conversations of one process pass through.</summary>
sealed class Gate
{
    volatile Trap? _trap;

    /// <param name="skip">How often the point is passed before the trap shuts.</param>
    public Trap Set(WirePoint point, WireMoment moment, int skip) => _trap = new Trap(point, moment, skip);

    public void Clear() => _trap = null;

    /// <summary>False where the conversation is to be cut off here.</summary>
    public Task<bool> PassAsync(WirePoint point, WireMoment moment) => _trap?.OfferAsync(point, moment) ?? Task.FromResult(true);
}
