using System.Text;
using System.Text.Json;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.AccessLog;
using Streaming.Application.GetStatus;
using Streaming.Application.Hosting;
using Streaming.Application.ListTopologies;
using Streaming.Application.Operations;
using Streaming.Application.PublishFile;
using Streaming.Application.RunPipeline;
using Streaming.Application.Serve;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Issuing;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>A gateway on a free port, as `streaming serve` runs it, and the command line's way to the same services.</summary>
sealed class RunningGateway : IAsyncDisposable
{
    readonly ServiceProvider _provider;
    readonly CancellationTokenSource _stop = new();
    readonly List<Task> _running = [];

    RunningGateway(ServiceProvider provider, ErrorLog errors) =>
        (_provider, Operations, Errors) = (provider, provider.GetRequiredService<OperationRunner>(), errors);

    /// <summary>What it says went wrong with itself.</summary>
    public ErrorLog Errors { get; }

    public OperationRunner Operations { get; }

    /// <summary>Writes what it has counted where a test asks for it.</summary>
    public AccessLogWriter Log => _provider.GetRequiredService<AccessLogWriter>();

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    /// <summary>To where it speaks gRPC.</summary>
    public GrpcChannel Rpc { get; private set; } = null!;

    public static async Task<RunningGateway> StartAsync(
        Services services,
        string database,
        string[] topologies,
        int jobs = 1,
        GatewayLimits? limits = null,
        bool identity = false,
        TokenIssuer? issuer = null,
        string listen = "http://127.0.0.1:0",
        TlsSettings? tls = null,
        EmbeddedIssuer? own = null
    )
    {
        var errors = new ErrorLog();
        var provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(errors))
            .AddStreaming(StreamingOptions.At(services.Kafka, database))
            .BuildServiceProvider();
        var gateway = new RunningGateway(provider, errors);
        var settings = new GatewaySettings
        {
            Listen = [ListenAddress.Parse(listen)],
            Tls = tls,
            Grpc = [ListenAddress.Parse("http://127.0.0.1:0")],
            Topologies = await gateway.RunAsync(new ListTopologiesOperation(), new ListTopologiesRequest(topologies)),
            RequireIdentity = identity,
            Issuer = issuer,
            OwnIssuer = own,
            Limits = limits ?? new GatewayLimits(),
        };
        var listening = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new ServeRequest([listen], jobs)
        {
            Door = async (health, doorkeeper, over) =>
            {
                await using var server = new GatewayServer(
                    settings,
                    gateway.Operations,
                    health,
                    doorkeeper,
                    TimeProvider.System,
                    provider.GetRequiredService<ILoggerFactory>()
                );
                listening.SetResult(await server.StartAsync(over));
                await Task.Delay(Timeout.Infinite, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await server.StopAsync();
            },
        };
        var serving = gateway.RunAsync(new ServeOperation(), request);
        gateway._running.Add(serving);
        if (await Task.WhenAny(listening.Task, serving) == serving)
            await serving;
        var addresses = await listening.Task;
        gateway.Rpc = GrpcChannel.ForAddress(addresses[1]);
        gateway.Client = new HttpClient
        {
            BaseAddress = new Uri(addresses[0].Replace("0.0.0.0", "127.0.0.1")),
            Timeout = TimeSpan.FromMinutes(2),
        };
        // It listens before it is ready, as probes expect of it.
        await Eventually.TrueAsync(gateway.IsReadyAsync, "it is not ready");
        return gateway;
    }

    /// <summary>Calls an operation as the command line does.</summary>
    public Task<TResult> RunAsync<TRequest, TResult>(Operation<TRequest, TResult> operation, TRequest request) =>
        Operations.RunAsync(operation, request, Caller.Local, stop: _stop.Token);

    async Task<bool> IsReadyAsync()
    {
        var health = await new Health.HealthClient(Rpc).CheckAsync(new HealthCheckRequest());
        return health.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }

    /// <summary>Runs a pipeline until the gateway is disposed of.</summary>
    public void RunPipeline(ShopTopology topology) =>
        _running.Add(RunAsync(new RunPipelineOperation(), new RunPipelineRequest(topology.File, Partitions: 2, Jobs: 0)));

    /// <summary>Publishes values, and waits until the pipeline has committed them.</summary>
    public async Task PublishAsync(ShopTopology topology, IEnumerable<string> values)
    {
        var file = Path.Combine(topology.Folder, $"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllLinesAsync(file, values);
        await RunAsync(
            new PublishFileOperation(),
            new PublishFileRequest
            {
                Topology = topology.File,
                File = file,
                Partitions = 2,
            }
        );
        await RunAsync(new GetStatusOperation(), new GetStatusRequest(topology.File, Wait: true, TimeSpan.FromMinutes(2)));
    }

    /// <summary>The body of an answer that must be good.</summary>
    public async Task<JsonElement> GetAsync(string path) => await JsonAsync(await Client.GetAsync(path), 200);

    /// <summary>The body of an answer to a body that must have such a status.</summary>
    public async Task<JsonElement> PostAsync(string path, string? json, int status = 200) =>
        await JsonAsync(
            await Client.PostAsync(path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json")),
            status
        );

    /// <summary>The problem that a path must answer with.</summary>
    public async Task<JsonElement> ProblemAsync(string path, int status) => Problem(await JsonAsync(await Client.GetAsync(path), status));

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBe(status, text);
            var body = JsonDocument.Parse(text).RootElement;
            return status < 400 ? body : Problem(body, answer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Client?.Dispose();
        Rpc?.Dispose();
        await _provider.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>What every problem has.</summary>
    static JsonElement Problem(JsonElement body, HttpResponseMessage? answer = null)
    {
        if (answer is not null)
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            body.GetProperty("status").GetInt32().ShouldBe((int)answer.StatusCode);
        }

        body.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("code").GetString().ShouldNotBeNullOrEmpty();
        return body;
    }
}
