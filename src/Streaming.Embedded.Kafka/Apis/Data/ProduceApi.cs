using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Appends record batches. Request and response have the same shape, so both are walked in one pass.</summary>
sealed class ProduceApi(BrokerServices services) : SyncApi(ApiKey.Produce, 3, 11, 9)
{
    // librdkafka turns compression off unless version 0 is in the range; Apache Kafka 4 advertises it for the same reason.
    public override short AdvertisedMinVersion => 0;

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var refused = reader.NullableString() is { } transactionalId
            ? request.Access.TransactionalId(KafkaOperation.Write, transactionalId)
            : ErrorCode.None;
        var acks = reader.Int16();
        reader.Int32();
        request.NoResponse = acks == 0;
        var failed = false;
        PartitionWalk.Run(ref reader, response, (string topic, ref WireReader asked, WireWriter answer) =>
        {
            var index = asked.Int32();
            var (offset, length) = asked.NullableBytesRange();
            asked.Tags();
            var records = length < 0 ? default : request.Body.Span.Slice(offset, length);
            var error = refused == ErrorCode.None ? request.Access.Topic(KafkaOperation.Write, topic) : refused;
            var result =
                error != ErrorCode.None ? AppendResult.Fail(error, "not authorized")
                : acks is < -1 or > 1 ? AppendResult.Fail(ErrorCode.InvalidRequiredAcks, "acks is -1, 0 or 1")
                : InternalTopics.Contains(topic) ? AppendResult.Fail(ErrorCode.InvalidTopic, $"{topic} is internal")
                : Append(services.Topics.Partition(topic, index), records);
            failed |= result.Error != ErrorCode.None;
            Write(answer, version, index, result);
        });
        response.Int32(0);
        response.Tags();
        // Whoever wants no answer can be told of a failure in one way only.
        if (failed && request.NoResponse)
            throw new MalformedRequestException("a produce request that wants no answer failed");
    }

    AppendResult Append(PartitionLog? partition, Span<byte> records)
    {
        if (partition is null)
            return AppendResult.Fail(ErrorCode.UnknownTopicOrPartition, "there is no such partition");
        try
        {
            return partition.Append(records, services.Transactions);
        }
        catch (IOException e)
        {
            return AppendResult.Fail(ErrorCode.KafkaStorageError, e.Message);
        }
    }

    static void Write(WireWriter response, short version, int index, in AppendResult result)
    {
        response.Int32(index);
        // From version 11 on clients know that they can abort and go on.
        response.Error(result.Error == ErrorCode.InvalidTxnState && version >= 11 ? ErrorCode.TransactionAbortable : result.Error);
        response.Int64(result.BaseOffset);
        response.Int64(result.AppendTime);
        if (version >= 5)
            response.Int64(result.LogStart);
        if (version >= 8)
        {
            response.Array(0);
            response.String(result.Message);
        }

        response.Tags();
    }
}
