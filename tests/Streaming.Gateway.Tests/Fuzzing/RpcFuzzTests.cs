using System.Collections.Concurrent;
using CsCheck;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>
/// Every method that the server's reflection names, called with messages of its descriptors and with such as are none, by callers of every
/// role and of none. No status is one that says that the server failed.
/// </summary>
public sealed class RpcFuzzTests(Services services, ITestOutputHelper output) : IAsyncLifetime
{
    const int Calls = 1_500;
    const long MostKept = 128L << 20;

    static readonly Marshaller<byte[]> Raw = new(b => b, b => b);

    /// <summary>Unavailable is what a server says that goes away, and unimplemented would mean that nothing was called.</summary>
    static readonly StatusCode[] Faults =
    [
        StatusCode.Unknown,
        StatusCode.Internal,
        StatusCode.DataLoss,
        StatusCode.Unavailable,
        StatusCode.Unimplemented,
    ];

    /// <summary>The first callers of the fixture: nobody, and somebody with a key that does not hold.</summary>
    const int Strangers = 2;

    static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(200);

    FuzzedGateway _fuzzed = null!;

    public async ValueTask InitializeAsync() => _fuzzed = await FuzzedGateway.StartAsync(services);

    public ValueTask DisposeAsync() => _fuzzed.DisposeAsync();

    [Fact]
    public async Task Whatever_message_comes_no_status_is_a_fault_of_the_servers()
    {
        var methods = await RpcMethods.FindAsync(_fuzzed.Gateway.Rpc, HeadersOf(_fuzzed.Shown.Count - 1));
        methods.Count.ShouldBeGreaterThan(15);
        var known = new Dictionary<string, string[]>(_fuzzed.Known)
        {
            ["records"] = [_fuzzed.Examples["events.send"], "{}"],
            ["event"] = [_fuzzed.Examples["event.decide"]],
            ["operation"] = ["status.get", "model.promote", "apikey.create", "quarantine.retry", "lineage.list", "job.show"],
            ["request"] = [$$"""{"topology":"{{_fuzzed.Shop.Name}}"}""", """{"topology":5}""", "{}", """{"addresses":[null]}"""],
            ["service"] = ["", "inference.GRPCInferenceService"],
            ["datatype"] = ["FP32", "INT64"],
        };
        var seen = new ConcurrentDictionary<(string, StatusCode), int>();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await Choices
            .Numbers.Select(numbers => new Asked(numbers, methods, known, _fuzzed.Shown.Count))
            .SampleAsync(
                async asked =>
                {
                    var status = await CallAsync(asked, _fuzzed.Gateway.Rpc);
                    if (IsCutOff(status))
                    {
                        // Another call on the same connection may have ended it. Whoever is to blame is cut off when alone, too.
                        using var alone = GrpcChannel.ForAddress($"http://{_fuzzed.Gateway.Rpc.Target}");
                        status = await CallAsync(asked, alone);
                    }

                    Faults.ShouldNotContain(status.StatusCode, $"{asked}: {status.Detail}");
                    if (IsRefused(asked))
                        status.StatusCode.ShouldBe(StatusCode.Unauthenticated, $"{asked}");
                    seen.AddOrUpdate((asked.Method.FullName, status.StatusCode), 1, (_, n) => n + 1);
                },
                iter: Calls,
                time: HttpFuzzTests.Seconds ?? -1,
                threads: 4,
                print: a => a.ToString()
            );

        foreach (var of in seen.GroupBy(s => s.Key.Item1).OrderBy(g => g.Key))
            output.WriteLine($"{of.Key}: {string.Join(", ", of.OrderBy(s => s.Key.Item2).Select(s => $"{s.Value} x {s.Key.Item2}"))}");
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{kept >> 20} MiB kept");
        kept.ShouldBeLessThan(MostKept);
        seen.Keys.Select(s => s.Item1).Distinct().ShouldBe(methods.Select(m => m.FullName), ignoreOrder: true);
        seen.Where(s => s.Key.Item2 == StatusCode.OK).Select(s => s.Key.Item1).Distinct().Count().ShouldBeGreaterThan(methods.Count / 2);
    }

    /// <summary>Everybody may ask how it is, and nothing else.</summary>
    static bool IsRefused(Asked asked) =>
        asked.Caller < Strangers && !asked.Method.Service.FullName.StartsWith("grpc.health", StringComparison.Ordinal);

    /// <summary>The connection was lost, and no answer of the server's tells anything.</summary>
    static bool IsCutOff(Status status) => status is { StatusCode: StatusCode.Unavailable, DebugException: HttpRequestException };

    async Task<Status> CallAsync(Asked asked, GrpcChannel channel)
    {
        var method = asked.Method;
        var type = method.IsClientStreaming
            ? method.IsServerStreaming
                ? MethodType.DuplexStreaming
                : MethodType.ClientStreaming
            : method.IsServerStreaming
                ? MethodType.ServerStreaming
                : MethodType.Unary;
        // Who is let in nowhere hears so, however long that takes; the answers of others go on until they are heard no more.
        using var stop = new CancellationTokenSource(method.IsServerStreaming && !IsRefused(asked) ? Listening : TimeSpan.FromMinutes(1));
        var call = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Raw, Raw);
        var invoker = channel.CreateCallInvoker();
        var options = new CallOptions(HeadersOf(asked.Caller), cancellationToken: stop.Token);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(call, null, options, asked.Messages[0]);
                    break;
                case MethodType.ServerStreaming:
                    using (var answers = invoker.AsyncServerStreamingCall(call, null, options, asked.Messages[0]))
                        await ReadAsync(answers.ResponseStream, stop.Token);
                    break;
                case MethodType.ClientStreaming:
                    using (var sent = invoker.AsyncClientStreamingCall(call, null, options))
                    {
                        await SendAsync(sent.RequestStream, asked.Messages);
                        await sent.ResponseAsync;
                    }

                    break;
                default:
                    using (var both = invoker.AsyncDuplexStreamingCall(call, null, options))
                    {
                        await SendAsync(both.RequestStream, asked.Messages);
                        await ReadAsync(both.ResponseStream, stop.Token);
                    }

                    break;
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && stop.IsCancellationRequested && method.IsServerStreaming)
        {
            // It would have gone on.
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            RpcCalls.MetadataBytes(e).ShouldBeLessThan(RpcCalls.MostMetadata, $"{asked}");
            return e.Status;
        }
    }

    static async Task ReadAsync(IAsyncStreamReader<byte[]> answers, CancellationToken stop)
    {
        while (await answers.MoveNext(stop))
            answers.Current.ShouldNotBeNull();
    }

    static async Task SendAsync(IClientStreamWriter<byte[]> to, IReadOnlyList<byte[]> messages)
    {
        try
        {
            foreach (var message in messages)
                await to.WriteAsync(message);
            await to.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has said already what it has to say; the answer tells.
        }
    }

    Metadata HeadersOf(int caller) => _fuzzed.Shown[caller] is { } shown ? new Metadata { { "authorization", $"Bearer {shown}" } } : [];

    /// <summary>A call that may be anything.</summary>
    sealed class Asked
    {
        public Asked(int[] numbers, IReadOnlyList<MethodDescriptor> methods, IReadOnlyDictionary<string, string[]> known, int callers)
        {
            var choices = new Choices(numbers);
            Method = choices.Of(methods);
            Caller = choices.OneIn(3) ? choices.Below(callers) : callers - 1;
            var maker = new MessageMaker(choices, known);
            Messages =
            [
                .. Enumerable.Range(0, Method.IsClientStreaming ? 1 + choices.Below(3) : 1).Select(_ => maker.Make(Method.InputType)),
            ];
        }

        public MethodDescriptor Method { get; }

        public int Caller { get; }

        public IReadOnlyList<byte[]> Messages { get; }

        public override string ToString() =>
            $"{Method.FullName} by {Caller}: {string.Join(" ", Messages.Select(m => Convert.ToHexString(m[..Math.Min(m.Length, 1000)])))}";
    }
}
