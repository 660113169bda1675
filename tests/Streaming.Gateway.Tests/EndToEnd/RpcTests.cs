using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Streaming.Application.Operations;
using Streaming.Gateway.Rpc.OpenInference;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>All of it over gRPC.</summary>
public sealed class RpcTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_model_is_asked_with_values_or_bytes()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100), ShopModels.Above(200));
        (await InferenceAsync<ModelReadyRequest, ModelReadyResponse>("ModelReady", new() { Name = _shop.Name })).Ready.ShouldBeTrue();
        (await InferenceAsync<ServerReadyRequest, ServerReadyResponse>("ServerReady", new())).Ready.ShouldBeTrue();
        var metadata = await InferenceAsync<ModelMetadataRequest, ModelMetadataResponse>("ModelMetadata", new() { Name = _shop.Name });
        metadata.Inputs.ShouldHaveSingleItem().Shape.ShouldBe([-1, 2]);
        var config = await InferenceAsync<ModelConfigRequest, ModelConfigResponse>("ModelConfig", new() { Name = _shop.Name });
        config.Config.Parameters["columns"].StringValue.ShouldBe("amount,orders_1d");

        var typed = await InferenceAsync<ModelInferRequest, ModelInferResponse>("ModelInfer", Typed([150, 1, 50, 2]));
        typed.Id.ShouldBe("t1");
        typed.Outputs[0].Contents.Fp32Contents.Select(s => (double)s).ShouldBe([0.9, 0.1], 1e-6);
        typed.Outputs[1].Contents.BytesContents.Select(b => b.ToStringUtf8()).ShouldBe(["large", "small"]);
        typed.Parameters["lineage_id"].StringParam.ShouldStartWith($"{_shop.Name}/requests/0/");

        var raw = await InferenceAsync<ModelInferRequest, ModelInferResponse>("ModelInfer", Raw([150, 1]));
        ((double)BinaryPrimitives.ReadSingleLittleEndian(raw.RawOutputContents[0].Span)).ShouldBe(0.9, 1e-6);
        raw.RawOutputContents[1].ToByteArray().ShouldBe([5, 0, 0, 0, .. "large"u8]);
        var second = Typed([150, 1]);
        second.ModelVersion = "2";
        var other = await InferenceAsync<ModelInferRequest, ModelInferResponse>("ModelInfer", second);
        other.Outputs[0].Contents.Fp32Contents.Select(s => (double)s).ShouldBe([0.1], 1e-6);

        var stats = await InferenceAsync<ModelStatisticsRequest, ModelStatisticsResponse>("ModelStatistics", new());
        stats.ModelStats.ShouldHaveSingleItem().InferenceCount.ShouldBe(4ul);
        var index = await InferenceAsync<RepositoryIndexRequest, RepositoryIndexResponse>("RepositoryIndex", new() { Ready = true });
        index.Models.ShouldHaveSingleItem().Version.ShouldBe("1");
    }

    /// <summary>As clients of Triton stream: one request after the other, and one that is refused does not end the others.</summary>
    [Fact]
    public async Task A_model_is_asked_by_a_stream()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var call = _gateway.Rpc.Talk<ModelInferRequest, ModelStreamInferResponse>(
            RpcCalls.Inference,
            "ModelStreamInfer",
            enough.Token
        );
        foreach (var (values, id) in new[] { (new float[] { 150, 1 }, "s1"), ([1, 2, 3], "s2"), ([50, 1, 150, 1], "s3") })
        {
            var request = Typed(values);
            request.Id = id;
            await call.RequestStream.WriteAsync(request, enough.Token);
        }

        await call.RequestStream.CompleteAsync();
        var answers = new List<ModelStreamInferResponse>();
        while (await call.ResponseStream.MoveNext(enough.Token))
            answers.Add(call.ResponseStream.Current);
        answers.ConvertAll(a => a.InferResponse.Id).ShouldBe(["s1", "s2", "s3"]);
        answers.ConvertAll(a => a.ErrorMessage.Length > 0).ShouldBe([false, true, false]);
        answers[2].InferResponse.Outputs[0].Contents.Fp32Contents.Select(s => (double)s).ShouldBe([0.1, 0.9], 1e-6);
    }

    /// <summary>Fails where a version that is in use and cannot be loaded is called ready.</summary>
    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_not_ready()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.OfOtherFeatures());
        (await InferenceAsync<ModelReadyRequest, ModelReadyResponse>("ModelReady", new() { Name = _shop.Name })).Ready.ShouldBeFalse();
        (await _gateway.Client.GetAsync($"/v2/models/{_shop.Name}/ready")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        // The others are not kept from their work.
        (await InferenceAsync<ServerReadyRequest, ServerReadyResponse>("ServerReady", new())).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task What_goes_wrong_has_its_status()
    {
        (await FailInferAsync(Typed([1, 2]))).ShouldBe(StatusCode.FailedPrecondition);
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        var nobody = Typed([1, 2]);
        nobody.ModelName = "nobody";
        (await FailInferAsync(nobody)).ShouldBe(StatusCode.NotFound);
        (await FailInferAsync(Typed([1, 2, 3]))).ShouldBe(StatusCode.InvalidArgument);
        var twice = Typed([1, 2]);
        twice.RawInputContents.Add(ByteString.CopyFrom(new byte[8]));
        (await FailInferAsync(twice)).ShouldBe(StatusCode.InvalidArgument);
        (await FailInferAsync(new ModelInferRequest { ModelName = _shop.Name })).ShouldBe(StatusCode.InvalidArgument);
        var huge = Typed([]);
        huge.RawInputContents.Add(ByteString.CopyFrom(new byte[9 << 20]));
        (await FailInferAsync(huge)).ShouldBe(StatusCode.ResourceExhausted);

        var (code, detail) = await _gateway.Rpc.FailAsync<CallRequest, CallResponse>(
            RpcCalls.Streaming,
            "Call",
            new() { Operation = "job.show", Request = """{"id":999}""" }
        );
        (code, detail).ShouldSatisfyAllConditions(() => code.ShouldBe(StatusCode.NotFound), () => detail.ShouldContain("999"));
        (code, _) = await _gateway.Rpc.FailAsync<CallRequest, CallResponse>(RpcCalls.Streaming, "Call", new() { Operation = "key.create" });
        code.ShouldBe(StatusCode.NotFound);
        (code, _) = await _gateway.Rpc.FailAsync<CallRequest, CallResponse>("streaming.v1.Nothing", "Call", new());
        code.ShouldBe(StatusCode.Unimplemented);
    }

    /// <summary>
    /// Clients take 8 KiB of metadata and no more, and those that get more end the whole connection: whoever is named at length in an
    /// answer would cost others their calls.
    /// </summary>
    [Theory]
    [InlineData("é")]
    [InlineData("𝔘")]
    [InlineData("a")]
    public async Task What_goes_wrong_is_told_in_no_more_than_clients_take(string letter)
    {
        var request = new CallRequest { Operation = string.Concat(Enumerable.Repeat(letter, 100_000)) };
        var fault = await Should.ThrowAsync<RpcException>(() =>
            _gateway.Rpc.CallAsync<CallRequest, CallResponse>(RpcCalls.Streaming, "Call", request)
        );
        fault.StatusCode.ShouldBe(StatusCode.NotFound, fault.Status.Detail);
        fault.Status.Detail.ShouldStartWith($"There is no operation '{letter}{letter}");
        fault.Status.Detail.ShouldEndWith($"{letter}…");
        RpcCalls.MetadataBytes(fault).ShouldBeLessThan(RpcCalls.MostMetadata);
    }

    [Fact]
    public async Task Records_are_published_scored_and_read_with_a_cursor()
    {
        _gateway.RunPipeline(_shop);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var published = await StreamingAsync<PublishRequest, PublishResponse>(
            "Publish",
            new()
            {
                Topology = _shop.Name,
                Records = { Order("o1", 500), Order("o2", 5) },
                IdempotencyKey = "k1",
            }
        );
        published.Records.Count.ShouldBe(2);
        var again = await StreamingAsync<PublishRequest, PublishResponse>(
            "Publish",
            new()
            {
                Topology = _shop.Name,
                Records = { Order("o1", 500), Order("o2", 5) },
                IdempotencyKey = "k1",
            }
        );
        again.ShouldBe(published);

        using var upload = _gateway.Rpc.Upload<PublishStreamRequest, PublishStreamResponse>(RpcCalls.Streaming, "PublishStream");
        await upload.RequestStream.WriteAsync(new() { Topology = _shop.Name, Records = { Order("o3", 600) } });
        await upload.RequestStream.WriteAsync(new() { Records = { Order("o4", 7), ByteString.CopyFromUtf8("[]") } });
        await upload.RequestStream.CompleteAsync();
        var sent = await upload;
        (sent.Count, sent.RefusedCount, sent.Refused[0].Index).ShouldBe((2, 1, 2));

        var status = await StreamingAsync<CallRequest, CallResponse>(
            "Call",
            new() { Operation = "status.get", Request = JsonSerializer.Serialize(new { topology = _shop.Name, wait = true }) }
        );
        JsonDocument.Parse(status.Result).RootElement.GetProperty("scored").GetInt64().ShouldBe(4);

        var (first, cursor) = await ReadAsync(new() { Topology = _shop.Name, FromBeginning = true }, 2, enough.Token);
        var (rest, _) = await ReadAsync(new() { Topology = _shop.Name, Cursor = cursor }, 2, enough.Token);
        first.Concat(rest).Order().ShouldBe(["o1", "o2", "o3", "o4"]);
        var (large, _) = await ReadAsync(
            new()
            {
                Topology = _shop.Name,
                FromBeginning = true,
                Decisions = { "large" },
                MinScore = 0.5,
            },
            2,
            enough.Token
        );
        large.Order().ShouldBe(["o1", "o3"]);
    }

    [Fact]
    public async Task A_stream_with_a_record_that_has_a_line_break_is_refused()
    {
        using var upload = _gateway.Rpc.Upload<PublishStreamRequest, PublishStreamResponse>(RpcCalls.Streaming, "PublishStream");
        await upload.RequestStream.WriteAsync(new() { Topology = _shop.Name, Records = { ByteString.CopyFromUtf8("{\n}") } });
        await upload.RequestStream.CompleteAsync();
        (await Should.ThrowAsync<RpcException>(async () => await upload)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Health_and_reflection_are_there()
    {
        var health = new Health.HealthClient(_gateway.Rpc);
        (await health.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(ServingStatus.Serving);
        (await health.CheckAsync(new HealthCheckRequest { Service = RpcCalls.Inference })).Status.ShouldBe(ServingStatus.Serving);
        var fault = await Should.ThrowAsync<RpcException>(async () => await health.CheckAsync(new HealthCheckRequest { Service = "x" }));
        fault.StatusCode.ShouldBe(StatusCode.NotFound);
        using var watch = health.Watch(new HealthCheckRequest());
        (await watch.ResponseStream.MoveNext(default)).ShouldBeTrue();
        watch.ResponseStream.Current.Status.ShouldBe(ServingStatus.Serving);

        using var reflection = new ServerReflection.ServerReflectionClient(_gateway.Rpc).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        (await reflection.ResponseStream.MoveNext(default)).ShouldBeTrue();
        string[] offered = [.. reflection.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name)];
        new[] { RpcCalls.Inference, RpcCalls.Streaming, "grpc.health.v1.Health" }.ShouldBeSubsetOf(offered);
        (await _gateway.Client.GetStringAsync("/proto/streaming.proto")).ShouldContain("package streaming.v1;");
    }

    /// <summary>The same keys open the same as over HTTP.</summary>
    [Fact]
    public async Task Who_calls_is_asked_over_gRPC_too()
    {
        await using var closed = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
        var list = new CallRequest { Operation = "model.list" };
        (await closed.Rpc.FailAsync<CallRequest, CallResponse>(RpcCalls.Streaming, "Call", list)).Code.ShouldBe(StatusCode.Unauthenticated);
        (await new Health.HealthClient(closed.Rpc).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(ServingStatus.Serving);

        var viewer = (await closed.KeyAsync([Role.Viewer])).Key;
        (await closed.RpcAsync(viewer, list)).Result.ShouldBe("[]");
        var train = new CallRequest { Operation = "model.train", Request = JsonSerializer.Serialize(new { topology = _shop.Name }) };
        var refused = await Should.ThrowAsync<RpcException>(() => closed.RpcAsync(viewer, train));
        refused.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        refused.Trailers.GetValue("streaming-code").ShouldBe("refused");
    }

    /// <summary>Whatever bytes stand where a message should, it is the sender's fault.</summary>
    [Fact]
    public async Task Messages_with_bytes_altered_are_answered_or_refused()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        var sound = Raw([150, 1, 50, 2]).ToByteArray();
        var altered = Gen.Select(
            Gen.Int[0, sound.Length - 1].Array[1, 4],
            Gen.Byte.Array[4],
            Gen.Int[0, sound.Length],
            (places, bytes, cut) =>
            {
                var copy = sound.ToArray();
                for (var i = 0; i < places.Length; i++)
                    copy[places[i]] = bytes[i];
                return cut % 5 == 0 ? copy[..cut] : copy;
            }
        );
        await altered.SampleAsync(
            async bytes =>
                await _gateway.Rpc.SendBytesAsync(RpcCalls.Inference, "ModelInfer", bytes)
                    is StatusCode.OK
                        or StatusCode.InvalidArgument
                        or StatusCode.NotFound,
            iter: 400,
            threads: 1
        );
    }

    async Task<(List<string> Ids, string Cursor)> ReadAsync(SubscribeRequest request, int count, CancellationToken stop)
    {
        using var call = _gateway.Rpc.Stream<SubscribeRequest, Prediction>(RpcCalls.Streaming, "Subscribe", request, stop);
        var ids = new List<string>();
        while (await call.ResponseStream.MoveNext(stop))
        {
            var message = call.ResponseStream.Current;
            if (!message.Value.IsEmpty)
                ids.Add(JsonDocument.Parse(message.Value.Memory).RootElement.GetProperty("event_id").GetString()!);
            if (ids.Count == count)
                return (ids, message.Cursor);
        }

        throw new InvalidOperationException("The stream ended.");
    }

    static ByteString Order(string id, double amount) =>
        ByteString.CopyFromUtf8(
            JsonSerializer.Serialize(
                new
                {
                    id,
                    at = "2026-03-04T10:00:00Z",
                    customer = "c1",
                    amount,
                }
            )
        );

    ModelInferRequest Typed(float[] values)
    {
        var request = new ModelInferRequest { ModelName = _shop.Name, Id = "t1" };
        request.Inputs.Add(
            new ModelInferRequest.Types.InferInputTensor
            {
                Name = "features",
                Datatype = "FP32",
                Shape = { values.Length / 2, 2 },
                Contents = new InferTensorContents { Fp32Contents = { values } },
            }
        );
        return request;
    }

    ModelInferRequest Raw(float[] values)
    {
        var request = Typed(values);
        request.Inputs[0].Contents = null;
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        request.RawInputContents.Add(ByteString.CopyFrom(bytes));
        return request;
    }

    Task<TResponse> InferenceAsync<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        _gateway.Rpc.CallAsync<TRequest, TResponse>(RpcCalls.Inference, method, request);

    Task<TResponse> StreamingAsync<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        _gateway.Rpc.CallAsync<TRequest, TResponse>(RpcCalls.Streaming, method, request);

    async Task<StatusCode> FailInferAsync(ModelInferRequest request) =>
        (await _gateway.Rpc.FailAsync<ModelInferRequest, ModelInferResponse>(RpcCalls.Inference, "ModelInfer", request)).Code;
}
