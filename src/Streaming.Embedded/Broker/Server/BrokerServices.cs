using Streaming.Embedded.Broker.Groups;
using Streaming.Embedded.Broker.Topics;
using Streaming.Embedded.Broker.Transactions;

namespace Streaming.Embedded.Broker.Server;

/// <summary>What the APIs work on.</summary>
sealed record BrokerServices(
    BrokerOptions Options, Clock Clock, ClusterIdentity Cluster, TopicCatalog Topics, GroupCoordinator Groups, OffsetManager Offsets,
    TransactionCoordinator Transactions);

/// <summary>How the one broker of the cluster presents itself.</summary>
sealed record ClusterIdentity(string ClusterId, string Host, int Port)
{
    public const int NodeId = 1;
}
