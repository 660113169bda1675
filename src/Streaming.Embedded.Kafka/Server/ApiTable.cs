using Streaming.Embedded.Kafka.Apis.Acls;
using Streaming.Embedded.Kafka.Apis.Cluster;
using Streaming.Embedded.Kafka.Apis.Data;
using Streaming.Embedded.Kafka.Apis.Groups;
using Streaming.Embedded.Kafka.Apis.Security;
using Streaming.Embedded.Kafka.Apis.Topics;
using Streaming.Embedded.Kafka.Apis.Transactions;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>All APIs offered, by their number. What is not in here is not advertised.</summary>
sealed class ApiTable
{
    readonly Dictionary<short, Api> _byKey;

    public ApiTable(BrokerServices services)
    {
        Api[] apis =
        [
            new ApiVersionsApi(this),
            new SaslHandshakeApi(),
            new SaslAuthenticateApi(),
            new MetadataApi(services),
            new FindCoordinatorApi(services),
            new DescribeClusterApi(services),
            new ProduceApi(services),
            new FetchApi(services),
            new ListOffsetsApi(services),
            new DeleteRecordsApi(services),
            new OffsetForLeaderEpochApi(services),
            new DescribeLogDirsApi(services),
            new DescribeProducersApi(services),
            new CreateTopicsApi(services),
            new DeleteTopicsApi(services),
            new CreatePartitionsApi(services),
            new DescribeConfigsApi(services),
            new AlterConfigsApi(services),
            new IncrementalAlterConfigsApi(services),
            new ListPartitionReassignmentsApi(),
            new JoinGroupApi(services),
            new SyncGroupApi(services),
            new HeartbeatApi(services),
            new LeaveGroupApi(services),
            new OffsetCommitApi(services),
            new OffsetFetchApi(services),
            new OffsetDeleteApi(services),
            new ListGroupsApi(services),
            new DescribeGroupsApi(services),
            new DeleteGroupsApi(services),
            new ConsumerGroupHeartbeatApi(services),
            new ConsumerGroupDescribeApi(services),
            new InitProducerIdApi(services),
            new AddPartitionsToTxnApi(services),
            new AddOffsetsToTxnApi(services),
            new TxnOffsetCommitApi(services),
            new EndTxnApi(services),
            new ListTransactionsApi(services),
            new DescribeTransactionsApi(services),
            new DescribeAclsApi(services),
            new CreateAclsApi(services),
            new DeleteAclsApi(services),
            new DescribeClientQuotasApi(),
            new AlterClientQuotasApi(),
            new DescribeUserScramCredentialsApi(services),
            new AlterUserScramCredentialsApi(services),
        ];
        All = [.. apis.OrderBy(api => api.Key)];
        _byKey = apis.ToDictionary(api => (short)api.Key);
    }

    public IReadOnlyList<Api> All { get; }

    public Api? Find(short key) => _byKey.GetValueOrDefault(key);
}
