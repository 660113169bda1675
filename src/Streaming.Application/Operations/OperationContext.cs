using Microsoft.Extensions.Logging;
using Streaming.Application.AccessLog;
using Streaming.Application.Jobs;
using Streaming.Application.Services;
using Streaming.Application.Settings;
using Streaming.Embedded.Hosting;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>What a running operation works with.</summary>
public sealed class OperationContext
{
    readonly StreamingServices _services;
    readonly RecordedCall _call;
    readonly IProgress<OperationProgress> _progress;

    internal OperationContext(
        StreamingServices services,
        RecordedCall call,
        Caller caller,
        IProgress<OperationProgress> progress,
        OperationRunner runner,
        JobWork jobs,
        TimeProvider time,
        ILoggerFactory loggers
    ) =>
        (_services, _call, Caller, _progress, Runner, Jobs, Time, Loggers) = (
            services,
            call,
            caller,
            progress,
            runner,
            jobs,
            time,
            loggers
        );

    /// <summary>On whose behalf the operation runs.</summary>
    public Caller Caller { get; }

    /// <summary>The caller, for histories of what is done.</summary>
    public Authorship Author => new(Caller.Principal.Name, Caller.Why);

    /// <summary>For operations that call others on behalf of somebody else.</summary>
    internal OperationRunner Runner { get; }

    /// <summary>Works on jobs.</summary>
    internal JobWork Jobs { get; }

    /// <summary>The clock that everything in it goes by.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where it logs.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>
    /// Finds or starts what the operation needs; who gets the database is recorded before. Files are read before, so that a wrong
    /// name starts nothing.
    /// </summary>
    public async Task<StreamingServices> OpenAsync(EmbeddedParts parts, CancellationToken stop)
    {
        await _services.OpenAsync(parts, Note, stop);
        if (parts.HasFlag(EmbeddedParts.Postgres))
            await _call.OpensDatabaseAsync(stop);
        return _services;
    }

    /// <summary>What is configured, as the embedded services understand it; starts nothing.</summary>
    internal EmbeddedOptions EmbeddedOptions(EmbeddedParts parts) => StreamingServices.Options(_services.Connections, parts);

    /// <summary>Starts embedded services apart from those that operations share.</summary>
    internal Task<EmbeddedServices> StartEmbeddedAsync(EmbeddedOptions options, CancellationToken stop) =>
        _services.StartAsync(options, Note, stop);

    /// <summary>Starts services apart from those that operations share; the caller disposes of them.</summary>
    internal async Task<StreamingServices> OpenApartAsync(Connections connections, EmbeddedParts parts, CancellationToken stop)
    {
        var apart = _services.At(connections);
        await apart.OpenAsync(parts, Note, stop);
        return apart;
    }

    /// <summary>Operations on services apart from those that others share; the caller disposes of them.</summary>
    internal async Task<OperationsApart> OperationsApartAsync(Connections connections, EmbeddedParts parts, CancellationToken stop)
    {
        var services = await OpenApartAsync(connections, parts, stop);
        var log = new AccessLogWriter(services, Time, Loggers);
        return new OperationsApart(services, log, new OperationRunner(services, log, Jobs.Types, Jobs.Settings, Time, Loggers));
    }

    /// <summary>Where services are said to be.</summary>
    internal Connections Connections => _services.Connections;

    /// <summary>Says something worth a line.</summary>
    public void Note(string text) => _progress.Report(new Noted(text));

    /// <summary>Says how far a part is.</summary>
    public void Report(OperationProgress progress) => _progress.Report(progress);

    /// <summary>For what only the operation finds out: whose matter it is that is asked for.</summary>
    /// <exception cref="RefusedException">The caller does not hold the role.</exception>
    internal void Require(OperationInfo operation)
    {
        if (!Caller.Principal.Roles.Contains(operation.Role))
            throw new RefusedException(operation, Caller.Principal);
    }

    /// <summary>Whether the caller's roles hold for what touches a topology.</summary>
    /// <param name="topology">Its name; null: it touches none, or all.</param>
    internal bool Reaches(string? topology) =>
        Caller.Principal.Scope is not { } scope || (topology is not null && scope.Topologies.Contains(topology));

    /// <summary>For what is only done with a reason.</summary>
    /// <param name="what">What is done, as the beginning of a sentence.</param>
    /// <exception cref="StreamingException">The caller gave none.</exception>
    internal void RequireWhy(string what)
    {
        if (Caller.Why is null)
        {
            throw new StreamingException($"{what} is on record for good, and so is its reason: say why.")
            {
                Cure = Cure.SayWhy,
                Kind = FailureKind.Invalid,
            };
        }
    }

    /// <summary>How it goes, for who reports it further.</summary>
    internal IProgress<OperationProgress> Reporting => _progress;

    /// <summary>Progress of a library's own kind, in the words of operations.</summary>
    public IProgress<T> Progress<T>(Func<T, OperationProgress> words) => new Reporter<T>(state => _progress.Report(words(state)));
}
