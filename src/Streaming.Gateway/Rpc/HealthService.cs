using Grpc.Core;
using Grpc.Health.V1;
using Streaming.Gateway.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Streaming.Gateway.Rpc;

/// <summary>The health checking protocol of gRPC (github.com/grpc/grpc, doc/health-checking.md), for the server as a whole and each of its
/// services.</summary>
sealed class HealthService(HealthEndpoints health) : Health.HealthBase
{
    static readonly HashSet<string> Services =
    [
        "",
        V1.Streaming.Descriptor.FullName,
        OpenInference.GRPCInferenceService.Descriptor.FullName,
    ];

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Services.Contains(request.Service)
            ? new HealthCheckResponse { Status = await StatusAsync(context) }
            : throw new RpcException(new Status(StatusCode.NotFound, "There is no such service."));

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        var known = Services.Contains(request.Service);
        var last = ServingStatus.Unknown;
        using var timer = new PeriodicTimer(HealthEndpoints.Good);
        do
        {
            var now = known ? await StatusAsync(context) : ServingStatus.ServiceUnknown;
            if (now != last)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = now }, context.CancellationToken);
            last = now;
        } while (await timer.WaitForNextTickAsync(context.CancellationToken));
    }

    async Task<ServingStatus> StatusAsync(ServerCallContext context) =>
        await health.FaultAsync(context.CancellationToken) is null ? ServingStatus.Serving : ServingStatus.NotServing;
}
