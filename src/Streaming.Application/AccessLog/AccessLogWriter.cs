using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Store.Access;
using Streaming.Topology;

namespace Streaming.Application.AccessLog;

/// <summary>
/// Writes who did what to this process's stream. Calls that change something are written one by one, before they do anything;
/// those that only look, and refusals, are counted and written now and then, so that nobody can fill the log by asking.
/// </summary>
public sealed class AccessLogWriter : IAsyncDisposable
{
    /// <summary>How long calls are counted before the count is written.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly StreamingServices _services;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly CallCounts _counts;
    readonly SemaphoreSlim _opening = new(1);
    readonly ITimer _timer;
    AccessStream? _stream;

    /// <param name="services">Where the log lies.</param>
    /// <param name="time">The clock of its entries.</param>
    /// <param name="loggers">Told what could not be written.</param>
    public AccessLogWriter(StreamingServices services, TimeProvider time, ILoggerFactory loggers)
    {
        (_services, _time, _log, _counts) = (services, time, loggers.CreateLogger<AccessLogWriter>(), new CallCounts(time));
        _timer = time.CreateTimer(_ => _ = FlushAsync(), null, Interval, Interval);
    }

    /// <summary>Writes that a call begins; it is durable when this ends.</summary>
    /// <returns>What its end refers to.</returns>
    /// <exception cref="StreamingException">It could not be written: the call must not go on.</exception>
    internal async Task<long> BeganAsync(OperationInfo operation, Caller caller, string? about, CancellationToken stop)
    {
        var note = new AccessNote(AccessKind.Began, _time.GetUtcNow())
        {
            Who = caller.Principal.Name,
            Address = caller.Address,
            Operation = operation.Name,
            About = AccessText.Short(about),
            Why = AccessText.Short(caller.Why),
        };
        return await (await OpenAsync(stop)).WriteAsync(note, stop);
    }

    /// <summary>Writes how a call ended. What it did is done: where this cannot be written, the log shows a call without an end.</summary>
    internal async Task EndedAsync(long began, OperationInfo operation, Caller caller, OperationOutcome outcome, string? detail)
    {
        var note = new AccessNote(AccessKind.Ended, _time.GetUtcNow())
        {
            Who = caller.Principal.Name,
            Address = caller.Address,
            Operation = operation.Name,
            Outcome = Word(outcome),
            Detail = AccessText.Short(detail),
            Began = began,
        };
        await TryAsync(async stop => await (await OpenAsync(stop)).WriteAsync(note, stop));
    }

    /// <summary>Counts a call.</summary>
    internal void Count(OperationInfo operation, Caller caller, OperationOutcome outcome) =>
        _counts.Add(new(caller.Principal.Name, caller.Address, operation.Name, Word(outcome)));

    /// <summary>Counts somebody whom no operation heard, since they are not known.</summary>
    /// <param name="who">Who they once were; null: nobody knows.</param>
    /// <param name="address">Whence.</param>
    /// <param name="how">How they said who they are.</param>
    /// <param name="outcome">Why that did not help, in a word of few.</param>
    internal void CountStranger(string? who, string address, string how, string outcome) => _counts.Add(new(who, address, how, outcome));

    /// <summary>Writes what has been counted, where the database is open; else it is counted on.</summary>
    public async Task FlushAsync()
    {
        if (!_services.HasDatabase)
            return;
        var notes = _counts.Take();
        if (notes.Count > 0 && !await TryAsync(stop => WriteAsync(notes, stop)))
            _counts.PutBack(notes);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await FlushAsync();
        if (_stream is not null)
            await _stream.DisposeAsync();
        _opening.Dispose();
    }

    static string Word(OperationOutcome outcome) => outcome.ToString().ToLowerInvariant();

    async Task WriteAsync(IReadOnlyList<AccessNote> notes, CancellationToken stop)
    {
        var stream = await OpenAsync(stop);
        await Task.WhenAll(notes.Select(note => stream.WriteAsync(note, stop)));
    }

    async Task<AccessStream> OpenAsync(CancellationToken stop)
    {
        var store = await _services.AccessAsync(stop);
        await _opening.WaitAsync(stop);
        try
        {
            return _stream ??= await store.OpenAsync($"{Environment.MachineName}/{Environment.ProcessId}", _time, stop);
        }
        finally
        {
            _opening.Release();
        }
    }

    async Task<bool> TryAsync(Func<CancellationToken, Task> write)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            await write(patience.Token);
            return true;
        }
        catch (Exception e) when (e is StreamingException or OperationCanceledException)
        {
            AccessLogMessages.NotWritten(_log, e);
            return false;
        }
    }
}
