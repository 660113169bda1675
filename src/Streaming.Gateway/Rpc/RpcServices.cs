using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaming.Application.Operations;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;

namespace Streaming.Gateway.Rpc;

/// <summary>What is offered over gRPC.</summary>
static class RpcServices
{
    /// <summary>A message has a frame around it, and a request more than its records.</summary>
    const int Around = 64 << 10;

    /// <summary>The services, with their limits.</summary>
    public static void Add(IServiceCollection services, GatewayParts parts, OperationRunner runner)
    {
        var longest = (int)parts.Intake.Limits.RecordBytes + Around;
        services.AddSingleton(parts);
        services.AddSingleton(parts.Models);
        services.AddSingleton(runner);
        services.AddSingleton(new NamedCalls(runner, parts));
        services.AddSingleton(p => new StreamingService(
            runner,
            parts,
            new RegisterModelCall(runner, parts),
            p.GetRequiredService<NamedCalls>(),
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));
        services.AddSingleton<InferenceService>();
        services.AddSingleton<HealthService>();
        services.AddGrpc(grpc =>
        {
            // It would take every path of two parts for a call.
            grpc.IgnoreUnknownServices = true;
            grpc.MaxReceiveMessageSize = longest;
            grpc.Interceptors.Add<RpcInterceptor>();
        });
        services.AddGrpcReflection();
    }

    /// <summary>Puts them where they are found, and the files that describe them.</summary>
    public static void Map(IEndpointRouteBuilder to)
    {
        to.MapGrpcService<InferenceService>();
        to.MapGrpcService<StreamingService>();
        to.MapGrpcService<HealthService>().WithMetadata(new ForEverybody());
        to.MapGrpcReflectionService();
        foreach (
            var name in typeof(RpcServices).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".proto", StringComparison.Ordinal))
        )
        {
            using var reader = new StreamReader(typeof(RpcServices).Assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            to.MapGet($"/proto/{name}", http => Answers.TextAsync(http, "text/plain", text));
        }
    }

    /// <summary>
    /// Around what reads calls. One of a single message may be as long as records over HTTP; streams lift the limit themselves. Within a
    /// call nothing is unknown (<see cref="RpcInterceptor"/>): what is, is a message that could not be read.
    /// </summary>
    public static async Task AroundAsync(HttpContext http, GatewayLimits limits, RequestDelegate next)
    {
        if (!RpcStatus.IsRpc(http))
        {
            await next(http);
            return;
        }

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limits.RecordBytes + Around;
        await next(http);
        var told = http.Response.HasStarted
            ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : http.Response.Headers;
        if (told[RpcStatus.Status] == $"{(int)StatusCode.Unknown}")
        {
            told[RpcStatus.Status] = $"{(int)StatusCode.InvalidArgument}";
            told[RpcStatus.Message] = "The message cannot be read.";
        }
    }
}
