using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Streaming.Application.Operations;
using Streaming.Gateway.Rpc.OpenInference;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Over gRPC callers say who they are as over HTTP, and may do the same.</summary>
public sealed class RpcIdentityTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    /// <summary>Fails where a method can be called by nobody in particular, or with what is no key.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("sp_no_key")]
    public async Task Without_a_key_that_holds_nothing_but_health_answers(string? key)
    {
        (await PublishAsync(key)).ShouldBe(StatusCode.Unauthenticated);
        (await DecideAsync(key)).ShouldBe(StatusCode.Unauthenticated);
        (await DrawAsync(key)).ShouldBe(StatusCode.Unauthenticated);
        (await InferAsync(key)).ShouldBe(StatusCode.Unauthenticated);
        (await SubscribeAsync()).ShouldBe(StatusCode.Unauthenticated);
        var health = await _gateway.Rpc.CallAsync<HealthCheckRequest, HealthCheckResponse>("grpc.health.v1.Health", "Check", new());
        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    /// <summary>Fails where a key opens more than its roles, or than its topologies.</summary>
    [Fact]
    public async Task A_key_opens_what_its_roles_let_it()
    {
        // All before the first is shown: a server reads keys anew once a second.
        var publisher = (await _gateway.KeyAsync([Role.Publisher], _shop.Name)).Key;
        var viewer = (await _gateway.KeyAsync([Role.Viewer], _shop.Name)).Key;
        var elsewhere = (await _gateway.KeyAsync([Role.Publisher, Role.Viewer], "another")).Key;
        (await PublishAsync(publisher)).ShouldBe(StatusCode.OK);
        (await DrawAsync(publisher)).ShouldBe(StatusCode.PermissionDenied);

        (await PublishAsync(viewer)).ShouldBe(StatusCode.PermissionDenied);
        (await DecideAsync(viewer)).ShouldBe(StatusCode.PermissionDenied);
        (await DrawAsync(viewer)).ShouldBe(StatusCode.OK);

        (await PublishAsync(elsewhere)).ShouldBe(StatusCode.PermissionDenied);
        (await DecideAsync(elsewhere)).ShouldBe(StatusCode.PermissionDenied);
        (await DrawAsync(elsewhere)).ShouldBe(StatusCode.PermissionDenied);
    }

    static ByteString Order => ByteString.CopyFromUtf8("""{"id":"o1","at":"2026-03-04T10:00:00Z","customer":"c1","amount":5}""");

    Task<StatusCode> PublishAsync(string? key) =>
        StatusAsync<PublishRequest, PublishResponse>(
            RpcCalls.Streaming,
            "Publish",
            new PublishRequest { Topology = _shop.Name, Records = { Order } },
            key
        );

    Task<StatusCode> DecideAsync(string? key) =>
        StatusAsync<DecideRequest, DecideResponse>(
            RpcCalls.Streaming,
            "Decide",
            new DecideRequest { Topology = _shop.Name, Event = Order },
            key
        );

    Task<StatusCode> DrawAsync(string? key) =>
        StatusAsync<CallRequest, CallResponse>(
            RpcCalls.Streaming,
            "Call",
            new CallRequest { Operation = "topology.draw", Request = $$"""{"topology":"{{_shop.Name}}"}""" },
            key
        );

    Task<StatusCode> InferAsync(string? key) =>
        StatusAsync<ModelInferRequest, ModelInferResponse>(
            RpcCalls.Inference,
            "ModelInfer",
            new ModelInferRequest { ModelName = _shop.Name },
            key
        );

    async Task<StatusCode> SubscribeAsync()
    {
        using var call = _gateway.Rpc.Stream<SubscribeRequest, Prediction>(
            RpcCalls.Streaming,
            "Subscribe",
            new SubscribeRequest { Topology = _shop.Name },
            TestContext.Current.CancellationToken
        );
        var fault = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return fault.StatusCode;
    }

    async Task<StatusCode> StatusAsync<TRequest, TResponse>(string service, string method, TRequest request, string? key)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            await _gateway.Rpc.CallAsync<TRequest, TResponse>(service, method, request, key);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
