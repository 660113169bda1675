using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Streaming.Application.AskModel;
using Streaming.Application.DescribeInterface;
using Streaming.Application.Operations;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Inference;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Rpc.OpenInference;
using Streaming.Topology;

namespace Streaming.Gateway.Rpc;

/// <summary>The Open Inference Protocol v2 over gRPC: the same calls as over REST.</summary>
sealed class InferenceService(ModelCalls calls, HealthEndpoints health, GatewayParts parts) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = await health.FaultAsync(context.CancellationToken) is null };

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(
            new ServerMetadataResponse
            {
                Name = OpenInferenceRoutes.ServerName,
                Version = OpenInferenceRoutes.ServerVersion,
                Extensions = { OpenInferenceRoutes.Extensions },
            }
        );

    public override async Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        new()
        {
            Ready = await calls.IsReadyAsync(
                request.Name,
                ModelCalls.VersionOf(request.Version),
                Caller(context),
                context.CancellationToken
            ),
        };

    public override async Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        var described = await DescribeAsync(request.Name, request.Version, context);
        return new ModelMetadataResponse
        {
            Name = described.Model,
            Versions = { described.Versions.Select(Text) },
            Platform = OpenInferenceRoutes.Platform,
            Inputs = { Tensor(FeatureVectors.Matrix, "FP32", -1, described.Features.Count) },
            Outputs = { Tensor(InferOutputs.Score, "FP32", -1), Tensor(InferOutputs.Decision, "BYTES", -1) },
        };
    }

    public override async Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context)
    {
        var described = await DescribeAsync(request.Name, request.Version, context);
        return new ModelConfigResponse
        {
            Config = new ModelConfiguration
            {
                Name = described.Model,
                Platform = OpenInferenceRoutes.Platform,
                Backend = OpenInferenceRoutes.Backend,
                Input =
                {
                    new ModelTensor
                    {
                        Name = FeatureVectors.Matrix,
                        DataType = DataType.TypeFp32,
                        Dims = { -1, described.Features.Count },
                    },
                },
                Output =
                {
                    new ModelTensorOut
                    {
                        Name = InferOutputs.Score,
                        DataType = DataType.TypeFp32,
                        Dims = { -1 },
                    },
                    new ModelTensorOut
                    {
                        Name = InferOutputs.Decision,
                        DataType = DataType.TypeString,
                        Dims = { -1 },
                    },
                },
                Parameters = { ["columns"] = new ModelParameter { StringValue = string.Join(',', described.Features) } },
            },
        };
    }

    public override async Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        var answer = new ModelStatisticsResponse();
        foreach (var model in request.Name.Length > 0 ? [request.Name] : calls.ModelsFor(Caller(context)))
        {
            var described = await DescribeAsync(model, request.Version, context);
            var counts = calls.Counts(model);
            answer.ModelStats.Add(
                new ModelCounts
                {
                    Name = model,
                    Version = described.InUse is { } version ? Text(version) : "",
                    LastInference = (ulong)(counts.Last?.ToUnixTimeMilliseconds() ?? 0),
                    InferenceCount = (ulong)counts.Rows,
                    ExecutionCount = (ulong)counts.Done,
                    InferenceStats = new InferDurations
                    {
                        Success = new StatisticDuration { Count = (ulong)counts.Done, Ns = (ulong)counts.DoneNanoseconds },
                        Fail = new StatisticDuration { Count = (ulong)counts.Failed, Ns = (ulong)counts.FailedNanoseconds },
                    },
                }
            );
        }

        return answer;
    }

    public override async Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        var answer = new RepositoryIndexResponse();
        foreach (var entry in await calls.IndexAsync(Caller(context), context.CancellationToken))
        {
            if (entry.IsReady || !request.Ready)
            {
                answer.Models.Add(
                    new RepositoryIndexResponse.Types.ModelIndex
                    {
                        Name = entry.Model,
                        Version = Text(entry.Version),
                        State = entry.State,
                        Reason = entry.Reason,
                    }
                );
            }
        }

        return answer;
    }

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        InferAsync(request, context);

    public override async Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream,
        IServerStreamWriter<ModelStreamInferResponse> responseStream,
        ServerCallContext context
    )
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(await TryInferAsync(requestStream.Current, context), context.CancellationToken);
    }

    /// <summary>What is wrong with one request of a stream is told in its answer.</summary>
    async Task<ModelStreamInferResponse> TryInferAsync(ModelInferRequest request, ServerCallContext context)
    {
        try
        {
            return new ModelStreamInferResponse { InferResponse = await InferAsync(request, context) };
        }
        catch (StreamingException e)
        {
            return new ModelStreamInferResponse
            {
                ErrorMessage = RpcStatus.Of(parts.Problems.Of(e, context.GetHttpContext())).Status.Detail,
                InferResponse = new ModelInferResponse { Id = request.Id },
            };
        }
    }

    async Task<ModelInferResponse> InferAsync(ModelInferRequest request, ServerCallContext context)
    {
        calls.AdmitAsking(request.ModelName, Caller(context));
        var call = InferMessages.Read(request);
        var asked = await calls.AskAsync(
            request.ModelName,
            ModelCalls.VersionOf(request.ModelVersion),
            call,
            Caller(context),
            ClientName.Of(context.GetHttpContext()),
            context.CancellationToken
        );
        return InferMessages.Write(call, asked);
    }

    Task<DescribedInterface> DescribeAsync(string model, string version, ServerCallContext context) =>
        calls.DescribeAsync(model, ModelCalls.VersionOf(version), Caller(context), context.CancellationToken);

    static Caller Caller(ServerCallContext context) => CallerOf.Request(context.GetHttpContext());

    static ModelMetadataResponse.Types.TensorMetadata Tensor(string name, string type, params long[] shape) =>
        new()
        {
            Name = name,
            Datatype = type,
            Shape = { shape },
        };

    static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
