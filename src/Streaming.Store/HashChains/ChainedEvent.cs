using System.Runtime.CompilerServices;
using JasperFx.Events;

namespace Streaming.Store.HashChains;

/// <summary>
/// Something that happened and belongs to a history. It carries a seal over itself and all before it in its stream, so that an altered
/// history shows (see <see cref="EventHash"/>). Derive from <see cref="ChainedEvent{TSelf}"/>.
/// </summary>
public abstract record ChainedEvent
{
    private protected ChainedEvent() { }

    /// <summary>Null in what an early release wrote: it is covered by the first seal after it.</summary>
    public string? Seal { get; init; }

    /// <summary>The name under which Marten keeps it; part of what is sealed, so it stays for ever.</summary>
    public abstract string TypeName();

    /// <summary>What stands in Marten's column for the .NET type: the type that first wrote such events, wherever its code has gone
    /// since.</summary>
    public virtual string DotNetName() => $"{GetType().FullName}, {GetType().Assembly.GetName().Name}";

    /// <summary>The next event of a stream, ready to be appended. Its id is the beginning of the seal, so that an altered id
    /// shows.</summary>
    internal IEvent Sealed(string stream, IReadOnlyCollection<ChainedEvent> before) =>
        Sealed(stream, before.Count + 1, EventHash.Last(stream, before));

    /// <inheritdoc cref="Sealed(string, IReadOnlyCollection{ChainedEvent})"/>
    /// <param name="stream">Its stream.</param>
    /// <param name="version">Its place there, from 1.</param>
    /// <param name="before">Seal of the one before; null for the first.</param>
    internal IEvent Sealed(string stream, long version, string? before)
    {
        var done = this with { Seal = EventHash.Of(this, stream, version, before) };
        var stored = done.Wrapped();
        stored.Id = EventHash.IdOf(done.Seal!);
        return stored;
    }

    /// <summary>An event without content, which can tell the names of its type.</summary>
    internal static ChainedEvent Blank(Type type) => (ChainedEvent)RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>As Marten takes it.</summary>
    private protected abstract IEvent Wrapped();
}

/// <summary>Base of an event in a history.</summary>
/// <typeparam name="TSelf">The event itself.</typeparam>
public abstract record ChainedEvent<TSelf> : ChainedEvent
    where TSelf : ChainedEvent<TSelf>
{
    private protected sealed override IEvent Wrapped() => new Event<TSelf>((TSelf)this);
}
