using JasperFx.Events;

namespace Streaming.Lineage.Histories;

/// <summary>
/// What happens besides batches: a model was registered or put to use, a topology's text recorded. Each carries a seal over
/// itself and all before it in its stream, so that an altered history shows (see <see cref="HistorySeal"/>).
/// </summary>
internal abstract record SealedEvent
{
    /// <summary>Null in what an earlier release wrote: it is covered by the first seal after it.</summary>
    public string? Seal { get; init; }

    /// <summary>The name under which Marten keeps it; part of what is sealed.</summary>
    public abstract string TypeName();

    /// <summary>As Marten takes it.</summary>
    protected abstract IEvent Wrapped();

    /// <summary>The next event of a stream, ready to be appended. Its id is the beginning of the seal, so that an altered id shows.</summary>
    public IEvent Sealed(string stream, IReadOnlyCollection<SealedEvent> before) =>
        Sealed(stream, before.Count + 1, HistorySeal.Last(stream, before));

    /// <inheritdoc cref="Sealed(string, IReadOnlyCollection{SealedEvent})"/>
    /// <param name="stream">Its stream.</param>
    /// <param name="version">Its place there, from 1.</param>
    /// <param name="before">Seal of the one before; null for the first.</param>
    public IEvent Sealed(string stream, long version, string? before)
    {
        var done = this with { Seal = HistorySeal.Of(this, stream, version, before) };
        var stored = done.Wrapped();
        stored.Id = HistorySeal.IdOf(done.Seal!);
        return stored;
    }
}
