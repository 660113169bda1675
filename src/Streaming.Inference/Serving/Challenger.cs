namespace Streaming.Inference.Serving;

/// <summary>
/// A model that is tried beside the one in use: it scores the same rows, and decides about none (a shadow) or about those of a share of
/// the keys (a canary). It fails at its own cost alone.
/// </summary>
/// <param name="served">The model.</param>
/// <param name="share">Share of the keys that it decides about, 0 to 1; 0 for a shadow.</param>
public sealed class Challenger(ServedModel served, double share = 0)
{
    string? _failure;
    bool _told;

    /// <summary>The model.</summary>
    public ServedModel Served { get; } = served;

    /// <summary>Share of the keys that it decides about; 0 for a shadow.</summary>
    public double Share { get; } = share;

    /// <summary>It decides about some rows.</summary>
    public bool IsCanary => Share > 0;

    /// <summary>It could not score a batch, which therefore went on without it. Thread-safe.</summary>
    public void Failed(Exception fault) => Interlocked.CompareExchange(ref _failure, fault.Message, null);

    /// <summary>What it first failed with, the first time that one caller asks; null before and after.</summary>
    internal string? TakeFailure()
    {
        if (_told || Volatile.Read(ref _failure) is not { } failure)
            return null;
        _told = true;
        return failure;
    }
}
