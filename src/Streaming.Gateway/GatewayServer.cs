using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Describing;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Problems;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway;

/// <summary>Operations over HTTP. Nothing of its configuration comes from anywhere but <see cref="GatewaySettings"/>.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly HealthEndpoints _health;

    /// <param name="settings">What it is told.</param>
    /// <param name="runner">Runs operations.</param>
    /// <param name="health">Whether the services behind answer.</param>
    /// <param name="time">The clock that it goes by.</param>
    /// <param name="loggers">Where it logs.</param>
    public GatewayServer(GatewaySettings settings, OperationRunner runner, ServiceHealth health, TimeProvider time, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Limits.DrainTime);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings));
        _app = builder.Build();
        _health = new HealthEndpoints(health, time, _app.Lifetime.ApplicationStopping);
        Map(settings, runner, loggers.CreateLogger<GatewayServer>());
    }

    /// <summary>Listens.</summary>
    /// <returns>Where, with the ports that were found.</returns>
    /// <exception cref="Topology.StreamingException">It cannot listen there.</exception>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken stop)
    {
        try
        {
            await _app.StartAsync(stop);
        }
        catch (IOException e)
        {
            throw new Topology.StreamingException($"{e.Message.TrimEnd('.')}. Listen at another port.", e);
        }

        return [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    /// <summary>Takes no more requests, and waits for those under way, as long as the limits say.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _health.Dispose();
    }

    static void Configure(KestrelServerOptions kestrel, GatewaySettings settings)
    {
        var limits = settings.Limits;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.Headers;
        kestrel.Limits.MaxRequestLineSize = limits.LineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTime;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTime;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BytesPerSecond, limits.Grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(limits.BytesPerSecond, limits.Grace);
        foreach (var listen in settings.Listen)
            kestrel.Listen(new IPEndPoint(listen.Address, listen.Port), at => at.Protocols = HttpProtocols.Http1);
    }

    void Map(GatewaySettings settings, OperationRunner runner, ILogger log)
    {
        var topologies = new OfferedTopologies(settings.Topologies);
        var problems = new ProblemAnswers(topologies, log);
        var gate = new RequestGate(settings.Limits.Requests);
        var streams = new RequestGate(settings.Limits.Streams);
        var intake = new RecordIntake(settings.Limits);
        _app.Use(
            (http, next) =>
            {
                Answers.Mark(http);
                return problems.AroundAsync(http, next);
            }
        );
        _app.Use(
            (http, next) =>
            {
                BrowserGuard.Check(http.Request);
                return next(http);
            }
        );
        _app.UseRouting();
        _app.MapGet("/health/live", HealthEndpoints.LiveAsync);
        _app.MapGet("/health/ready", _health.ReadyAsync);
        var description = OpenApiDescription.Write();
        _app.MapGet("/openapi/v1.json", http => Answers.TextAsync(http, "application/json", description));
        var operations = OperationRegistry.All.ToDictionary(o => o.Info.Name, StringComparer.Ordinal);
        foreach (var route in RouteTable.All)
        {
            var answer = operations[route.Operation].Accept(new OperationEndpoint(route, runner, topologies, intake));
            RequestDelegate gated = route.Form switch
            {
                AnswerForm.Events => http => StreamAsync(http, streams, answer),
                AnswerForm.Json when route.TakesRecords => http =>
                    RecordsEndpoint.AreLines(http.Request)
                        ? GatedAsync(http, intake.Uploads, null, answer)
                        : GatedAsync(http, gate, settings.Limits.RequestTime, answer),
                AnswerForm.Lines or AnswerForm.Download => http => GatedAsync(http, gate, null, answer),
                _ => http => GatedAsync(http, gate, settings.Limits.RequestTime, answer),
            };
            _app.MapMethods(route.Path, [route.Method], gated);
        }
    }

    /// <summary>A stream has no end of its own: it ends when whoever listens hangs up, or the server stops.</summary>
    async Task StreamAsync(HttpContext http, RequestGate gate, RequestDelegate answer)
    {
        using var place = gate.Enter();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _app.Lifetime.ApplicationStopping);
        await UntilAsync(http, answer, over.Token);
    }

    static async Task GatedAsync(HttpContext http, RequestGate gate, TimeSpan? limit, RequestDelegate answer)
    {
        using var place = gate.Enter();
        if (limit is not { } time)
        {
            await answer(http);
            return;
        }

        var gone = http.RequestAborted;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone);
        over.CancelAfter(time);
        try
        {
            await UntilAsync(http, answer, over.Token);
        }
        catch (OperationCanceledException e) when (!gone.IsCancellationRequested)
        {
            throw new Microsoft.AspNetCore.Http.BadHttpRequestException(
                $"The request took longer than {time}.",
                StatusCodes.Status504GatewayTimeout,
                e
            );
        }
    }

    /// <summary>Answers as long as the token lets, which stands for the caller meanwhile.</summary>
    static async Task UntilAsync(HttpContext http, RequestDelegate answer, CancellationToken stop)
    {
        var gone = http.RequestAborted;
        http.RequestAborted = stop;
        try
        {
            await answer(http);
        }
        finally
        {
            http.RequestAborted = gone;
        }
    }
}
