namespace Streaming.Inference.Serving;

/// <summary>
/// Holds the models in use. A batch leases them for as long as the batch lasts, so a swap takes effect at the next batch,
/// and a model that was in use is freed when the last batch that scores with it is done.
/// </summary>
public sealed class ModelSlot : IDisposable
{
    volatile ServedLineup? _current;

    /// <summary>The models in use, held until the lease is disposed; null while there is none.</summary>
    public ModelLease? Lease()
    {
        while (true)
        {
            if (_current is not { } seen)
                return null;
            if (seen.TryHold())
                return new ModelLease(seen);
            // It was swapped out and freed between the two lines above: the slot holds another by now.
        }
    }

    /// <summary>Puts other models (or none) in use and takes over their ownership.</summary>
    public void Swap(ServedLineup? next) => Interlocked.Exchange(ref _current, next)?.LetGo();

    /// <inheritdoc/>
    public void Dispose() => Swap(null);
}

/// <summary>A hold on the models in use; dispose it once, at the end of the batch.</summary>
public readonly struct ModelLease(ServedLineup lineup) : IDisposable
{
    /// <summary>The models held.</summary>
    public ServedLineup Lineup { get; } = lineup;

    /// <inheritdoc/>
    public void Dispose() => Lineup.LetGo();
}
