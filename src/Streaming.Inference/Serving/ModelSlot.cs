namespace Streaming.Inference.Serving;

/// <summary>
/// Holds the model in use. A batch leases it for as long as the batch lasts, so a swap takes effect at the next batch,
/// and the model before it is freed when the last batch that scores with it is done.
/// </summary>
public sealed class ModelSlot : IDisposable
{
    volatile ServedModel? _current;

    /// <summary>The model in use, held until the lease is disposed; null while there is none.</summary>
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

    /// <summary>Puts another model (or none) in use and takes over its ownership.</summary>
    public void Swap(ServedModel? next) => Interlocked.Exchange(ref _current, next)?.LetGo();

    /// <inheritdoc/>
    public void Dispose() => Swap(null);
}

/// <summary>A hold on the model in use; dispose it once, at the end of the batch.</summary>
public readonly struct ModelLease(ServedModel served) : IDisposable
{
    /// <summary>The version held.</summary>
    public ServedModel Served { get; } = served;

    /// <inheritdoc/>
    public void Dispose() => Served.LetGo();
}
