using Streaming.Embedded.Kafka.Apis.Data.Sessions;
using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Kafka.Topics;
using Streaming.Embedded.Kafka.Transactions;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>What the APIs work on.</summary>
sealed record BrokerServices(
    KafkaOptions Options,
    Clock Clock,
    ClusterIdentity Cluster,
    TopicCatalog Topics,
    GroupCoordinator Groups,
    ConsumerGroupCoordinator ConsumerGroups,
    OffsetManager Offsets,
    TransactionCoordinator Transactions,
    ScramUsers ScramUsers
)
{
    /// <summary>What consumers want, where they say only what changes.</summary>
    public FetchSessions FetchSessions { get; } = new(Options.MaxFetchSessions, Clock);

    /// <summary>The rules of access; null where there are none, or others decide.</summary>
    public AclStore? Acls { get; private init; }

    /// <summary>Decides who may do what; null: everybody may do everything.</summary>
    public IKafkaAuthorizer? Authorizer => Acls ?? Options.Authorization?.Authorizer;

    /// <summary>Reads back from the store what there was, and finishes transactions that a crash interrupted.</summary>
    public static BrokerServices Open(KafkaOptions options, StateStore state, TopicCatalog topics, ClusterIdentity cluster)
    {
        var clock = new Clock(options.TimeProvider);
        var groups = new GroupCoordinator(options, clock, state);
        var consumers = new ConsumerGroupCoordinator(options, clock, groups, topics);
        var offsets = new OffsetManager(groups, topics, state, clock);
        var completion = new TransactionCompletion(topics, offsets, state, clock);
        var transactions = new TransactionCoordinator(options, clock, state, new ProducerIds(state), offsets, completion);
        var users = new ScramUsers(state, options.Authentication?.Users);
        // Users who clients make come in as those of the options do.
        if (options.Authentication is { Users: not null } authentication)
            options = options with { Authentication = authentication with { Users = users } };
        return new BrokerServices(options, clock, cluster, topics, groups, consumers, offsets, transactions, users)
        {
            Acls = options.Authorization is { Authorizer: null } authorization ? new AclStore(state, authorization) : null,
        };
    }
}

/// <summary>How the one broker of the cluster presents itself.</summary>
sealed record ClusterIdentity(string ClusterId, string Host, int Port)
{
    public const int NodeId = 1;

    /// <summary>The identity that the data directory has had since its first use.</summary>
    public static ClusterIdentity Of(StateStore state, string host, int port)
    {
        var key = StateKey.Of(StateKind.Cluster);
        if (state.Get(key) is { } value)
            return new ClusterIdentity(new WireReader(value, flexible: false).String(), host, port);
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        state.Put(key, StateKey.Encode(writer => writer.String(id)));
        return new ClusterIdentity(id, host, port);
    }
}
