using System.Threading.Channels;
using Marten;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Store.Access;

/// <summary>
/// The stream of one process. What comes while a transaction is under way goes together into the next; the head is kept in
/// memory, so that nothing is read to append. Thread-safe.
/// </summary>
public sealed class AccessStream : IAsyncDisposable
{
    const int LargestGroup = 500;

    readonly DocumentStore _store;
    readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    readonly Task _writing;
    Head _head = new(0, null);
    bool _uncertain;

    internal AccessStream(DocumentStore store, string name)
    {
        (_store, Name) = (store, name);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Appends an entry; it is durable when this ends.</summary>
    /// <returns>Its version in the stream.</returns>
    /// <exception cref="Streaming.Topology.StreamingException">The database does not answer, or refuses.</exception>
    public Task<long> WriteAsync(AccessNote note, CancellationToken stop = default)
    {
        var waiting = new Waiting(note, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _queue.Writer.TryWrite(waiting) ? waiting.Written.Task.WaitAsync(stop) : throw new ObjectDisposedException(Name);
    }

    /// <summary>Writes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    async Task WriteAllAsync()
    {
        var group = new List<Waiting>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var waiting))
                group.Add(waiting);
            try
            {
                var first = await AppendAsync(group);
                for (var i = 0; i < group.Count; i++)
                    group[i].Written.SetResult(first + i);
            }
            catch (Exception e)
            {
                var fault = IsDatabaseFault(e) ? DatabaseFault.Translate(e) : e;
                foreach (var waiting in group)
                    waiting.Written.SetException(fault);
            }
        }
    }

    /// <returns>The version of the first.</returns>
    async Task<long> AppendAsync(List<Waiting> group)
    {
        if (_uncertain)
            await ReloadAsync();
        var first = _head.Version + 1;
        var (next, events) = (_head, new List<object>());
        foreach (var waiting in group)
        {
            var sealedNote = new AccessNoted(waiting.Note).Sealed(Name, next.Version + 1, next.Seal);
            events.Add(sealedNote);
            next = new Head(next.Version + 1, ((ChainedEvent)sealedNote.Data).Seal);
        }

        _uncertain = true;
        await using var session = _store.LightweightSession();
        session.Events.Append(Name, next.Version, events);
        try
        {
            await session.SaveChangesAsync();
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            // The answer may be lost, and not the entries: whoever waits is told what is stored.
            await ReloadAsync();
            if (_head != next)
                throw;
        }

        (_head, _uncertain) = (next, false);
        return first;
    }

    /// <summary>A transaction whose connection breaks is told to roll back and says that it is disposed of; the cause lies
    /// within.</summary>
    static bool IsDatabaseFault(Exception e) => DatabaseFault.Is(e) || (e.InnerException is { } cause && DatabaseFault.Is(cause));

    async Task ReloadAsync()
    {
        await using var session = _store.QuerySession();
        var version = (await session.Events.FetchStreamStateAsync(Name))?.Version ?? 0;
        var last = version == 0 ? [] : await session.Events.FetchStreamAsync(Name, version: version, fromVersion: version);
        _head = new Head(version, last.Count == 0 ? null : ((ChainedEvent)last[^1].Data).Seal);
        _uncertain = false;
    }

    sealed record Waiting(AccessNote Note, TaskCompletionSource<long> Written);

    sealed record Head(long Version, string? Seal);
}
