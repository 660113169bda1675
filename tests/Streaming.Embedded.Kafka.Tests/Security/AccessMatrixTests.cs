using System.Buffers.Binary;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Tests.Log;
using Streaming.Embedded.Kafka.Tests.Server;

namespace Streaming.Embedded.Kafka.Tests.Security;

/// <summary>Every request that is offered against every permission it needs: a request that is added without a rule fails here.</summary>
public sealed class AccessMatrixTests
{
    public static TheoryData<short> Requests()
    {
        using var services = new TestServices();
        return [.. services.Apis.All.Select(api => (short)api.Key)];
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_needs_just_its_permissions_and_without_one_it_changes_and_tells_nothing(short key)
    {
        AccessSamples.All.ShouldContainKey((ApiKey)key, $"{(ApiKey)key} has no line in the table of permissions");
        var sample = AccessSamples.All[(ApiKey)key];
        using var services = Filled();
        var allowed = new Authorizer([]);
        var before = services.Snapshot();
        // As long as something is missing the answer says so, or shows nothing, and nothing has changed.
        while (true)
        {
            var asked = allowed.Refused.Count;
            var answer = await AnswerAsync(services, (ApiKey)key, sample, allowed);
            var missing = allowed.Refused.Skip(asked).ToList();
            if (missing.Count == 0)
                break;
            if (!sample.Hides && !OnlyAlternatives(missing, allowed))
            {
                Mentions(answer, missing).ShouldBeTrue($"{(ApiKey)key} without {string.Join(", ", missing)} is not refused");
                services.Snapshot().ShouldBe(before);
            }

            allowed.Allowed.Add(missing[0]);
        }

        allowed.Refused.Distinct().ShouldBe(sample.Needs, ignoreOrder: true);
        if (!sample.Hides && sample.Needs.Length > 0)
        {
            var open = await AnswerAsync(services, (ApiKey)key, sample, allowed);
            Mentions(open, [.. sample.Needs]).ShouldBeFalse();
        }
    }

    // To create is allowed for the topic or for the cluster; and who may create need not see settings.
    static bool OnlyAlternatives(List<(KafkaOperation Operation, KafkaResourceType Type)> missing, Authorizer allowed) =>
        missing.TrueForAll(need => need.Operation is KafkaOperation.Create or KafkaOperation.DescribeConfigs)
        && allowed.Allowed.Exists(need => need.Operation == KafkaOperation.Create);

    static bool Mentions(byte[] answer, List<(KafkaOperation Operation, KafkaResourceType Type)> missing)
    {
        var codes = missing.Select(need =>
            need.Type switch
            {
                KafkaResourceType.Topic => ErrorCode.TopicAuthorizationFailed,
                KafkaResourceType.Group => ErrorCode.GroupAuthorizationFailed,
                KafkaResourceType.TransactionalId => ErrorCode.TransactionalIdAuthorizationFailed,
                _ => ErrorCode.ClusterAuthorizationFailed,
            }
        );
        return codes.Any(code =>
        {
            var bytes = new byte[2];
            BinaryPrimitives.WriteInt16BigEndian(bytes, (short)code);
            return answer.AsSpan().IndexOf(bytes) >= 0;
        });
    }

    static TestServices Filled()
    {
        var services = new TestServices(authorization: new KafkaAuthorization());
        services.Topic("t");
        services.All.Topics.Partition("t", 0)!.Append(Batches.Plain("v"), services.All.Transactions).Error.ShouldBe(ErrorCode.None);
        services.All.Groups.GetOrAdd("g");
        var producer = services.All.Transactions.Init("x", 60_000, -1, -1);
        services
            .All.Transactions.AddPartitions("x", producer.ProducerId, producer.Epoch, [new TopicPartition("t", 0)])
            .ShouldBe(ErrorCode.None);
        return services;
    }

    static async Task<byte[]> AnswerAsync(TestServices services, ApiKey key, AccessSample sample, Authorizer authorizer)
    {
        var api = services.Apis.Find((short)key)!;
        using var writer = new WireWriter { Flexible = api.IsFlexible(sample.Version) };
        sample.Body(writer);
        var request = new Request(key, sample.Version, writer.Flexible, 1, "c", "/127.0.0.1", writer.ToArray())
        {
            Access = new ClientAccess(authorizer, new KafkaPrincipal("anna"), "127.0.0.1"),
        };
        using var response = new WireWriter();
        response.Reset(writer.Flexible);
        await api.HandleAsync(request, response, TestContext.Current.CancellationToken);
        return response.ToArray();
    }

    /// <summary>Allows what it is told to, and remembers what it has refused.</summary>
    sealed class Authorizer(List<(KafkaOperation Operation, KafkaResourceType Type)> allowed) : IKafkaAuthorizer
    {
        public List<(KafkaOperation Operation, KafkaResourceType Type)> Allowed { get; } = allowed;
        public List<(KafkaOperation Operation, KafkaResourceType Type)> Refused { get; } = [];

        public bool Allows(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type, string name)
        {
            if (Allowed.Contains((operation, type)))
                return true;
            Refused.Add((operation, type));
            return false;
        }

        public bool AllowsSome(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type) =>
            Allows(principal, host, operation, type, "");
    }
}
