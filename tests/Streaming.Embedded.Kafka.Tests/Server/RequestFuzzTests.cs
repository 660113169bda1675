using CsCheck;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Tests.Log;

namespace Streaming.Embedded.Kafka.Tests.Server;

/// <summary>
/// Requests made of plausible pieces in no sensible order, to every API in every version: each is answered or refused as malformed,
/// and afterwards the broker's parts still work.
/// </summary>
public sealed class RequestFuzzTests
{
    static readonly byte[][] Names =
    [
        .. new[] { "", "t", "g", "no-such", "retention.ms", "12", "range", "t.*", "(a{9}" }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    static readonly Gen<byte[]> Piece = Gen.OneOf(
        Gen.OneOf(Gen.Int[-2, 3], Gen.Int).Select(number => Written(writer => writer.Int32(number))),
        Gen.Int[-2, 5].Select(number => Written(writer => writer.Int16((short)number))),
        Gen.OneOf(Gen.Long[-3, 5], Gen.Long).Select(number => Written(writer => writer.Int64(number))),
        Gen.Byte[0, 3].Select(value => new[] { value }),
        Gen.Byte.Array[0, 5],
        Gen.Select(Gen.Bool, Gen.Int[0, Names.Length - 1])
            .Select(
                (flexible, name) =>
                    Written(writer =>
                    {
                        writer.Flexible = flexible;
                        writer.String(System.Text.Encoding.UTF8.GetString(Names[name]));
                    })
            ),
        Gen.Bool.Select(flexible =>
            Written(writer =>
            {
                writer.Flexible = flexible;
                writer.Bytes(Batches.Plain("x"));
            })
        )
    );

    [Fact]
    public void EveryRequestIsAnsweredOrRefused()
    {
        using var services = new TestServices();
        services.Topic("t", 2);
        using var response = new WireWriter();
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var requests = Gen.Select(Gen.Int[0, services.Apis.All.Count - 1], Gen.Int[0, 20], Piece.Array[0, 14]);
        requests.Sample(
            (index, age, pieces) =>
            {
                var api = services.Apis.All[index];
                var version = (short)Math.Max(api.MinVersion, api.MaxVersion - age);
                var body = pieces.SelectMany(piece => piece).ToArray();
                var request = new Request(api.Key, version, api.IsFlexible(version), 1, "fuzz", "/127.0.0.1", body)
                {
                    Access = TestServices.Everything,
                };
                response.Reset(request.Flexible);
                try
                {
                    // Whoever would have to wait for others is sent away at once.
                    api.HandleAsync(request, response, stopped.Token).AsTask().GetAwaiter().GetResult();
                }
                catch (Exception e) when (e is MalformedRequestException or OperationCanceledException) { }
            },
            iter: 30_000,
            threads: 1
        );
        services
            .All.Topics.FindOrCreate("fresh", mayCreate: true)
            .Topic!.Partition(0)!
            .Append(Batches.Plain("still works"), services.All.Transactions)
            .Error.ShouldBe(ErrorCode.None);
    }

    static byte[] Written(Action<WireWriter> write)
    {
        using var writer = new WireWriter();
        write(writer);
        return writer.ToArray();
    }
}
