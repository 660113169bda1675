using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Tests.Log;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Testing.Apache;

namespace Streaming.Embedded.Kafka.Tests.Server;

/// <summary>
/// What real clients send, mutated: cut, stretched, spliced, with lengths and numbers of every size. Each frame is answered or refused,
/// takes little memory, and afterwards the broker's parts still work.
/// </summary>
public sealed class MutatedFrameTests
{
    /// <summary>How many frames: STREAMING_MUTATED_FRAMES, else a number for every day.</summary>
    const string Variable = "STREAMING_MUTATED_FRAMES";
    const int Everyday = 50_000;

    /// <summary>After so many the broker's folder is a new one: mutated requests create topics, too.</summary>
    const int Round = 10_000;

    /// <summary>More than the largest request that is right takes, one for 10,000 partitions. A length that is believed before it is
    /// checked takes gigabytes.</summary>
    const long MaxAllocated = 1L << 30;

    /// <summary>Rules of access are kept, so that requests about them are looked at, and forbid nobody anything.</summary>
    static readonly KafkaAuthorization Open = new() { SuperUsers = ["ANONYMOUS"] };

    static readonly int[] Edges = [int.MinValue, -2, -1, 0, 1, 2, 127, 128, 255, 256, 65_535, 1 << 24, int.MaxValue];

    [Fact]
    public async Task Mutated_frames_of_real_clients_are_answered_or_refused()
    {
        var frames = await CaptureAsync();
        frames.Select(frame => frame[1]).Distinct().Count().ShouldBeGreaterThan(20, "requests of that many kinds");
        var count = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? $"{Everyday}", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var done = 0; done < count; done += Round)
            await RoundAsync(frames, random, Math.Min(Round, count - done), $"seed {seed}, frames from {done}");
    }

    static async Task RoundAsync(List<byte[]> frames, Random random, int count, string where)
    {
        using var services = new TestServices(authorization: Open);
        var decoder = new RequestDecoder(services.Apis);
        using var response = new WireWriter();
        // Whoever would have to wait for others is sent away at once.
        var stopped = new CancellationToken(canceled: true);
        for (var i = 0; i < count; i++)
        {
            var frame = Mutate(frames, random);
            var sent = Convert.ToHexString(frame);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var (request, api) = decoder.Decode(frame, "/127.0.0.1", TestServices.Everything);
                response.Reset(request.Flexible);
                var answer = api?.HandleAsync(request, response, stopped).AsTask() ?? Task.CompletedTask;
                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MaxAllocated, $"{where}: {sent}");
                await answer;
            }
            catch (Exception e) when (e is MalformedRequestException or OperationCanceledException) { }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{where}: {sent}", e);
            }
        }

        services
            .All.Topics.FindOrCreate("fresh", mayCreate: true)
            .Topic!.Partition(0)!
            .Append(Batches.Plain("still works"), services.All.Transactions)
            .Error.ShouldBe(ErrorCode.None);
    }

    static byte[] Mutate(List<byte[]> frames, Random random)
    {
        var bytes = frames[random.Next(frames.Count)].ToList();
        // The request's kind and version stay mostly as they are, so that its body is looked at.
        var from = random.Next(10) == 0 ? 0 : Math.Min(8, bytes.Count);
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > from; changes--)
        {
            var at = random.Next(from, bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    var edge = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(Edges[random.Next(Edges.Length)]));
                    for (var i = 0; i < edge.Length && at + i < bytes.Count; i++)
                        bytes[at + i] = edge[i];
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                default:
                    var other = frames[random.Next(frames.Count)];
                    var start = random.Next(other.Length);
                    bytes.InsertRange(at, other.Skip(start).Take(random.Next(1, 40)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Tools of Apache Kafka that send requests which no client of the matrix sends; each with its arguments.</summary>
    static readonly IReadOnlyList<string[]> Tools =
    [
        ["org.apache.kafka.tools.LogDirsCommand", "--describe"],
        ["org.apache.kafka.tools.TransactionsCommand", "list"],
        ["org.apache.kafka.tools.TransactionsCommand", "describe-producers", "--topic", "seen-records", "--partition", "0"],
        ["org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", "--describe", "--all-groups", "--members"],
        ["org.apache.kafka.tools.reassign.ReassignPartitionsCommand", "--list"],
        ["kafka.admin.ConfigCommand", "--describe", "--entity-type", "brokers", "--entity-name", "1", "--all"],
        ["kafka.admin.ConfigCommand", "--describe", "--entity-type", "clients"],
        ["org.apache.kafka.tools.BrokerApiVersionsCommand"],
    ];

    /// <summary>Lets the clients that are here do what they can, each with a broker of its own, and keeps what they send: small frames, a
    /// few of each kind and version.</summary>
    static async Task<List<byte[]>> CaptureAsync()
    {
        const int Longest = 4096;
        const int OfEach = 20;
        var kept = new ConcurrentBag<byte[]>();
        var programs = ClientMatrixTests
            .Clients.Select(client => client.Value())
            .OfType<IReadOnlyList<string>>()
            .Select(command =>
                (Func<string, IReadOnlyList<string>[]>)(
                    address =>
                        [
                            [.. command, address, "seen"],
                        ]
                )
            )
            .ToList();
        if (ApacheHome.Find() is { } home)
        {
            programs.Add(address =>
                [.. Tools.Select(tool => ApacheKafka.At(home).Tool(tool[0], ["--bootstrap-server", address, .. tool.Skip(1)]))]
            );
        }

        await Task.WhenAll(programs.Select(program => CaptureAsync(program, kept)));
        return [.. kept.Where(frame => frame.Length is >= 8 and <= Longest).GroupBy(f => (f[1], f[3])).SelectMany(g => g.Take(OfEach))];
    }

    /// <param name="program">Commands to run one after the other, by the address of the broker.</param>
    /// <param name="kept">Takes what they send.</param>
    static async Task CaptureAsync(Func<string, IReadOnlyList<string>[]> program, ConcurrentBag<byte[]> kept)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var port = ((IPEndPoint)proxy.LocalEndpoint).Port;
        using var services = new TestServices(authorization: Open, port: port);
        await using var broker = new Listener("127.0.0.1", 0);
        broker.Start(services.Apis, services.All, NullLogger.Instance);
        using var done = new CancellationTokenSource();
        var proxied = AcceptAsync(proxy, broker.Port, kept, done.Token);
        foreach (var command in program($"127.0.0.1:{port}"))
            await ForeignProgram.RunAsync(command);
        await done.CancelAsync();
        await proxied;
    }

    static async Task AcceptAsync(TcpListener proxy, int broker, ConcurrentBag<byte[]> kept, CancellationToken stop)
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(ForwardAsync(await proxy.AcceptTcpClientAsync(stop), broker, kept, stop));
        }
        catch (OperationCanceledException) { }
        await Task.WhenAll(running);
    }

    static async Task ForwardAsync(TcpClient client, int port, ConcurrentBag<byte[]> kept, CancellationToken stop)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, port, stop);
            var back = far.GetStream().CopyToAsync(near.GetStream(), stop);
            using var frames = new FrameReader(near.GetStream()) { MaxBytes = 100 << 20 };
            while (await frames.NextAsync(stop) is var (buffer, length))
            {
                var frame = buffer.AsSpan(0, length).ToArray();
                kept.Add(frame);
                await far.GetStream().WriteAsync(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(length)), stop);
                await far.GetStream().WriteAsync(frame, stop);
            }

            far.Client.Shutdown(SocketShutdown.Send);
            await back;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException) { }
    }
}
