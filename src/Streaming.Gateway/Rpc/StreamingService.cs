using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Streaming.Application.DecideEvent;
using Streaming.Application.FollowPredictions;
using Streaming.Application.Operations;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Rpc.V1;
using Streaming.Topology;

namespace Streaming.Gateway.Rpc;

/// <summary>Publishing, subscribing and all else over gRPC, by the operations that serve HTTP.</summary>
sealed class StreamingService(
    OperationRunner runner,
    GatewayParts parts,
    RegisterModelCall models,
    NamedCalls calls,
    CancellationToken stop
) : V1.Streaming.StreamingBase
{
    static readonly SendEventsOperation SendEvents = new();
    static readonly SendLabelsOperation SendLabels = new();
    static readonly FollowPredictionsOperation Follow = new();
    static readonly DecideEventOperation Deciding = new();

    public override async Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        // Records are the elements of an array, as over HTTP.
        var array = new MemoryStream(request.CalculateSize());
        for (var i = 0; i < request.Records.Count; i++)
        {
            array.WriteByte(i == 0 ? (byte)'[' : (byte)',');
            request.Records[i].WriteTo(array);
        }

        array.Write(request.Records.Count == 0 ? "[]"u8 : "]"u8);
        array.Position = 0;
        var key = request.IdempotencyKey is { Length: > 0 } given ? RecordsEndpoint.KeyOf(given) : null;
        var sent = await SendAsync(request.Topology, request.Kind, array, BodyForm.Json, key, context);
        return new PublishResponse
        {
            Topic = sent.Topic,
            Records = { sent.Records!.Select(p => new V1.RecordPlace { Partition = p.Partition, Offset = p.Offset }) },
        };
    }

    public override async Task<PublishStreamResponse> PublishStream(
        IAsyncStreamReader<PublishStreamRequest> requestStream,
        ServerCallContext context
    )
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            throw Invalid("The first message names the topology, and there is none.");
        var (topology, kind) = (requestStream.Current.Topology, requestStream.Current.Kind);
        var pipe = new Pipe();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var writing = WriteLinesAsync(requestStream, pipe.Writer, over.Token);
        try
        {
            var sent = await SendAsync(topology, kind, pipe.Reader.AsStream(), BodyForm.Lines, null, context);
            await writing;
            return new PublishStreamResponse
            {
                Topic = sent.Topic,
                Count = sent.Count,
                RefusedCount = sent.RefusedCount,
                Refused =
                {
                    sent.Refused.Select(r => new V1.RefusedRecord
                    {
                        Index = r.Index,
                        Reason = r.Reason,
                        Detail = r.Detail,
                    }),
                },
            };
        }
        finally
        {
            // Where publishing has failed, nobody reads any more.
            await over.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task<DecideResponse> Decide(DecideRequest request, ServerCallContext context)
    {
        runner.Admit(Deciding.Info, Caller(context), request.Topology);
        var topology = parts.Topologies.WordOf(request.Topology);
        using var admission = new DecisionAdmission(parts.Clients, parts.Places, Client(context), topology);
        var decide = new DecideEventRequest(topology)
        {
            Body = Body(new MemoryStream(request.Event.ToByteArray()), BodyForm.Json, admission),
        };
        if (request.WaitSeconds != 0)
            decide = decide with { Wait = DecideEndpoint.WaitOf(request.WaitSeconds) };
        var decided = await runner.RunAsync(Deciding, decide, Caller(context), stop: context.CancellationToken);
        return new DecideResponse
        {
            Topic = decided.Topic,
            Record = new V1.RecordPlace { Partition = decided.Record.Partition, Offset = decided.Record.Offset },
            Prediction = ByteString.CopyFromUtf8(decided.Prediction.GetRawText()),
        };
    }

    public override async Task Subscribe(
        SubscribeRequest request,
        IServerStreamWriter<Prediction> responseStream,
        ServerCallContext context
    )
    {
        runner.Admit(Follow.Info, Caller(context), request.Topology);
        var follow = new FollowPredictionsRequest(
            parts.Topologies.WordOf(request.Topology),
            request.Cursor is { Length: > 0 } cursor ? cursor : null,
            request.FromBeginning,
            request.Keys.Count > 0 ? request.Keys : null,
            request.Decisions.Count > 0 ? request.Decisions : null,
            request.HasMinScore ? request.MinScore : null,
            request.HasMaxScore ? request.MaxScore : null
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stop);
        await foreach (var message in runner.StreamAsync(Follow, follow, Caller(context), stop: over.Token))
        {
            var prediction = new Prediction { Cursor = message.Cursor };
            if (message.Value is { } value)
                prediction.Value = UnsafeByteOperations.UnsafeWrap(value);
            await responseStream.WriteAsync(prediction, over.Token);
        }

        if (stop.IsCancellationRequested)
            throw new RpcException(new Status(StatusCode.Unavailable, "This server is stopping: come back with the last cursor."));
    }

    public override async Task<RegisterModelResponse> RegisterModel(
        IAsyncStreamReader<RegisterModelRequest> requestStream,
        ServerCallContext context
    ) => new() { Result = await models.CallAsync(requestStream, context.GetHttpContext()) };

    public override async Task<CallResponse> Call(CallRequest request, ServerCallContext context) =>
        new() { Result = await calls.CallAsync(request.Operation, Encoding.UTF8.GetBytes(request.Request), context.GetHttpContext()) };

    Task<SentRecords> SendAsync(string topology, RecordKind kind, Stream body, BodyForm form, string? key, ServerCallContext context)
    {
        Operation<SendRecordsRequest, SentRecords> operation = kind == RecordKind.Labels ? SendLabels : SendEvents;
        runner.Admit(operation.Info, Caller(context), topology);
        var word = parts.Topologies.WordOf(topology);
        var admission = new RecordAdmission(parts.Clients, parts.Places, Client(context), word);
        var request = new SendRecordsRequest(word) { Body = Body(body, form, admission), IdempotencyKey = key };
        return runner.RunAsync(operation, request, Caller(context), stop: context.CancellationToken);
    }

    RecordBody Body(Stream body, BodyForm form, IRecordAdmission admission) =>
        new(body, form, Packed: false, parts.Intake.Budget)
        {
            Admission = admission,
            MostBytes = parts.Intake.Limits.RecordBytes,
            MostRecords = parts.Intake.Limits.Records,
            MostRatio = parts.Intake.Limits.Unpacked,
        };

    static async Task WriteLinesAsync(IAsyncStreamReader<PublishStreamRequest> messages, PipeWriter lines, CancellationToken stop)
    {
        Exception? fault = null;
        try
        {
            do
            {
                foreach (var record in messages.Current.Records)
                {
                    if (record.Span.Contains((byte)'\n'))
                        throw Invalid("A record has a line break in it: write its JSON in one line.");
                    await lines.WriteAsync(record.Memory, stop);
                    await lines.WriteAsync(LineEnd, stop);
                }
            } while (await messages.MoveNext(stop));
        }
        catch (Exception e)
        {
            fault = e;
            throw;
        }
        finally
        {
            await lines.CompleteAsync(fault);
        }
    }

    static readonly ReadOnlyMemory<byte> LineEnd = "\n"u8.ToArray();

    static Caller Caller(ServerCallContext context) => CallerOf.Request(context.GetHttpContext());

    static string Client(ServerCallContext context) => ClientName.Of(context.GetHttpContext());

    static StreamingException Invalid(string message) => new(message) { Kind = FailureKind.Invalid };
}
