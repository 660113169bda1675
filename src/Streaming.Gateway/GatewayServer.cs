using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Describing;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Inference;
using Streaming.Gateway.Issuing;
using Streaming.Gateway.Routes;
using Streaming.Gateway.Rpc;

namespace Streaming.Gateway;

/// <summary>Operations over HTTP. Nothing of its configuration comes from anywhere but <see cref="GatewaySettings"/>.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TokenReader? _tokens;
    readonly GatewayMeter _meter = new();

    /// <param name="settings">What it is told.</param>
    /// <param name="runner">Runs operations.</param>
    /// <param name="health">Whether the services behind answer.</param>
    /// <param name="doorkeeper">Knows callers.</param>
    /// <param name="time">The clock that it goes by.</param>
    /// <param name="loggers">Where it logs.</param>
    public GatewayServer(
        GatewaySettings settings,
        OperationRunner runner,
        ServiceHealth health,
        Doorkeeper doorkeeper,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        var parts = new GatewayParts(settings, runner, _meter, time, loggers.CreateLogger<GatewayServer>());
        var models = settings.Topologies.Where(t => t.Model is not null).Select(t => (t.Word, t.Model!)).ToList();
        builder.Services.AddSingleton(p => new HealthEndpoints(
            health.FaultAsync,
            over => health.LoadModelsAsync(models, over),
            time,
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));
        RpcServices.Add(builder.Services, parts, runner);
        if (settings.OwnIssuer is { } own)
            IssuerServices.Add(builder.Services, own, doorkeeper.Holders, parts.Guesses, time);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Limits.DrainTime);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings));
        _app = builder.Build();
        _tokens = settings.Issuer is { } issuer ? new TokenReader(issuer) : null;
        Map(settings, runner, doorkeeper, parts, _app.Services.GetRequiredService<HealthEndpoints>(), time);
    }

    /// <summary>What it answers, with members in braces.</summary>
    internal IEnumerable<string> Paths =>
        ((IEndpointRouteBuilder)_app)
            .DataSources.SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Listens.</summary>
    /// <returns>Where, with the ports that were found.</returns>
    /// <exception cref="Topology.StreamingException">It cannot listen there.</exception>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken stop)
    {
        if (_app.Services.GetService<IssuerKeys>() is { } keys)
            await keys.RefreshAsync(stop);
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
        _tokens?.Dispose();
        _meter.Dispose();
    }

    static void Configure(KestrelServerOptions kestrel, GatewaySettings settings)
    {
        var limits = settings.Limits;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        // Nothing is offered that another protocol would be spoken for.
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBufferSize = limits.AheadBytes;
        kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.Headers;
        kestrel.Limits.MaxRequestLineSize = limits.LineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTime;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTime;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BytesPerSecond, limits.Grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(limits.BytesPerSecond, limits.Grace);
        var http2 = kestrel.Limits.Http2;
        http2.MaxStreamsPerConnection = limits.RequestsPerConnection;
        http2.MaxRequestHeaderFieldSize = limits.HeaderBytes;
        (http2.InitialStreamWindowSize, http2.InitialConnectionWindowSize) = (limits.AheadBytes, 2 * limits.AheadBytes);
        // Whoever is gone without a word does not answer either.
        (http2.KeepAlivePingDelay, http2.KeepAlivePingTimeout) = (limits.PingTime, limits.HeaderTime);
        foreach (var listen in settings.Listen)
            Listen(kestrel, listen, settings, HttpProtocols.Http1);
        // Without TLS nothing tells the two versions apart before the first byte, and a client of gRPC speaks HTTP/2 at once.
        foreach (var listen in settings.Grpc)
            Listen(kestrel, listen, settings, HttpProtocols.Http2);
    }

    static void Listen(KestrelServerOptions kestrel, ListenAddress listen, GatewaySettings settings, HttpProtocols plain) =>
        kestrel.Listen(new IPEndPoint(listen.Address, listen.Port), at =>
        {
            at.Protocols = listen.IsTls ? HttpProtocols.Http1AndHttp2 : plain;
            if (!listen.IsTls)
                return;
            var tls = settings.Tls ?? throw new InvalidOperationException($"{listen} needs a certificate.");
            at.UseHttps(https =>
            {
                https.HandshakeTimeout = settings.Limits.HeaderTime;
                tls.Apply(https);
            });
        });

    void Map(
        GatewaySettings settings,
        OperationRunner runner,
        Doorkeeper doorkeeper,
        GatewayParts parts,
        HealthEndpoints health,
        TimeProvider time
    )
    {
        _app.Use(
            (http, next) =>
            {
                Answers.Mark(http);
                return parts.Problems.AroundAsync(http, next);
            }
        );
        _app.Use(
            (http, next) =>
            {
                FramingGuard.Check(http);
                BrowserGuard.Check(http.Request, settings.KnowsEverybody, path =>
                    settings.OwnIssuer is not null && (ApprovalPages.Are(path) || PasswordPage.Is(path))
                );
                return RpcServices.AroundAsync(http, settings.Limits, next);
            }
        );
        _app.UseRouting();
        var own = _app.Services.GetService<OwnTokens>();
        if (own is not null)
            IssuerServices.Use(_app, parts.Clients, parts.Guesses, time);
        var identity = new Authentication(
            settings.KnowsEverybody,
            _tokens,
            own,
            doorkeeper,
            parts.Topologies,
            parts.Clients,
            parts.Guesses
        );
        _app.Use(identity.IdentifyAsync);
        _app.Use(parts.Clients.AroundAsync);
        _app.MapGet("/health/live", HealthEndpoints.LiveAsync).WithMetadata(new ForEverybody());
        _app.MapGet("/health/ready", health.ReadyAsync).WithMetadata(new ForEverybody());
        var description = OpenApiDescription.Write();
        _app.MapGet("/openapi/v1.json", http => Answers.TextAsync(http, "application/json", description));
        var operations = OperationRegistry.All.ToDictionary(o => o.Info.Name, StringComparer.Ordinal);
        RequestDelegate Limited(RequestDelegate answer) => http => GatedAsync(http, parts.Requests, settings.Limits.RequestTime, answer);
        new OpenInferenceRoutes(parts.Models, parts.Intake).Map(_app, health, Limited);
        RpcServices.Map(_app);
        foreach (var route in RouteTable.All.Where(r => r.Form != AnswerForm.Inference))
        {
            var answer = operations[route.Operation].Accept(new OperationEndpoint(route, runner, parts));
            RequestDelegate gated = route.Form switch
            {
                AnswerForm.Events => http => StreamAsync(http, parts.Streams, answer),
                AnswerForm.Json when route.Waits => http => GatedAsync(http, parts.Waiting, settings.Limits.RequestTime, answer),
                _ when route.TakesFiles => http => GatedAsync(http, parts.FileUploads, settings.Limits.RequestTime, answer),
                AnswerForm.Json when route.TakesRecords => http =>
                    RecordsEndpoint.AreLines(http.Request)
                        ? GatedAsync(http, parts.Intake.Uploads, null, answer)
                        : GatedAsync(http, parts.Requests, settings.Limits.RequestTime, answer),
                AnswerForm.Lines or AnswerForm.Download => http => GatedAsync(http, parts.Requests, null, answer),
                _ => Limited(answer),
            };
            // Whoever may not call it takes no place from those who may, and learns nothing of what it takes.
            var info = operations[route.Operation].Info;
            _app.MapMethods(route.Path, [route.Method], http =>
            {
                runner.Admit(info, CallerOf.Request(http), http.Request.RouteValues[RequestShape.Topology] as string);
                return gated(http);
            });
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
