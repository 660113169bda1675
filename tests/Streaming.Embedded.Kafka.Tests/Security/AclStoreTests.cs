using CsCheck;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.Security;

public sealed class AclStoreTests : IDisposable
{
    static readonly KafkaPrincipal Anna = new("anna");
    static readonly Gen<string> Names = One("a", "ab", "abc", "b", "*");
    static readonly Gen<KafkaAcl> Acls = Gen.Select(
        One(KafkaResourceType.Topic, KafkaResourceType.Group),
        Names,
        One(KafkaPatternType.Literal, KafkaPatternType.Prefixed),
        One("User:anna", "User:bert", "User:*"),
        One("*", "10.0.0.1", "10.0.0.2"),
        One(KafkaOperation.All, KafkaOperation.Read, KafkaOperation.Write, KafkaOperation.Describe),
        One(KafkaPermission.Allow, KafkaPermission.Allow, KafkaPermission.Deny),
        (type, name, pattern, principal, host, operation, permission) =>
            new KafkaAcl(type, name, pattern, principal, host, operation, permission)
    );

    readonly ScratchFolder _folder = new();

    static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Said once more, in the simplest way: something allows it and nothing denies it.</summary>
    static bool Expected(IReadOnlyCollection<KafkaAcl> acls, string host, KafkaOperation operation, string topic)
    {
        var about = acls.Where(acl =>
                acl.Type == KafkaResourceType.Topic
                && (
                    acl.Pattern == KafkaPatternType.Prefixed
                        ? topic.StartsWith(acl.Name, StringComparison.Ordinal)
                        : acl.Name == "*" || acl.Name == topic
                )
                && acl.Principal is "User:anna" or "User:*"
                && (acl.Host == "*" || acl.Host == host)
            )
            .ToList();
        var implied = operation == KafkaOperation.Describe;
        return about.Exists(acl =>
                acl.Permission == KafkaPermission.Allow
                && (
                    acl.Operation is KafkaOperation.All
                    || acl.Operation == operation
                    || (implied && acl.Operation is KafkaOperation.Read or KafkaOperation.Write)
                )
            )
            && !about.Exists(acl =>
                acl.Permission == KafkaPermission.Deny && (acl.Operation is KafkaOperation.All || acl.Operation == operation)
            );
    }

    [Fact]
    public void What_is_allowed_and_not_denied_may_be_done_also_after_a_restart() =>
        Gen.Select(Acls.Array[0, 8], Acls.Array[0, 3])
            .Sample(
                (added, removed) =>
                {
                    using var folder = new ScratchFolder();
                    var rules = added.ToHashSet();
                    using (var state = new StateStore(folder.Path))
                    {
                        var store = new AclStore(state, new KafkaAuthorization { Acls = added });
                        store.Remove([.. removed.Select(Exactly)]);
                        rules.ExceptWith(removed);
                        Check(store, rules);
                    }

                    using var reopened = new StateStore(folder.Path);
                    Check(new AclStore(reopened, new KafkaAuthorization()), rules);
                },
                iter: 300,
                threads: 1
            );

    static void Check(AclStore store, IReadOnlyCollection<KafkaAcl> rules)
    {
        foreach (var topic in (string[])["a", "ab", "abcd", "b", "c"])
        {
            foreach (var operation in (KafkaOperation[])[KafkaOperation.Read, KafkaOperation.Write, KafkaOperation.Describe])
            {
                foreach (var host in (string[])["10.0.0.1", "10.0.0.3"])
                    store.Allows(Anna, host, operation, KafkaResourceType.Topic, topic).ShouldBe(Expected(rules, host, operation, topic));
            }
        }
    }

    static AclFilter Exactly(KafkaAcl acl) => new(acl.Type, acl.Name, acl.Pattern, acl.Principal, acl.Host, acl.Operation, acl.Permission);

    [Fact]
    public void A_super_user_may_do_everything_and_nobody_else_anything()
    {
        using var state = new StateStore(_folder.Path);
        var store = new AclStore(state, new KafkaAuthorization { SuperUsers = ["root"] });
        store.Allows(new KafkaPrincipal("root"), "h", KafkaOperation.Alter, KafkaResourceType.Cluster, KafkaAcl.ClusterName).ShouldBeTrue();
        store.Allows(Anna, "h", KafkaOperation.Describe, KafkaResourceType.Topic, "t").ShouldBeFalse();
        store.AllowsSome(Anna, "h", KafkaOperation.Write, KafkaResourceType.Topic).ShouldBeFalse();
        store.Add([KafkaAcl.Allow("anna", KafkaOperation.Write, KafkaResourceType.Topic, "t")]);
        store.AllowsSome(Anna, "h", KafkaOperation.Write, KafkaResourceType.Topic).ShouldBeTrue();
    }

    [Theory]
    [InlineData(KafkaPatternType.Match, "ab", 3)]
    [InlineData(KafkaPatternType.Any, "ab", 1)]
    [InlineData(KafkaPatternType.Any, null, 4)]
    [InlineData(KafkaPatternType.Literal, "ab", 1)]
    [InlineData(KafkaPatternType.Prefixed, "ab", 0)]
    [InlineData(KafkaPatternType.Prefixed, "a", 1)]
    public void A_filter_finds_rules_as_kafka_does(KafkaPatternType pattern, string? name, int found)
    {
        using var state = new StateStore(_folder.Path);
        var store = new AclStore(
            state,
            new KafkaAuthorization
            {
                Acls =
                [
                    KafkaAcl.Allow("anna", KafkaOperation.Read, KafkaResourceType.Topic, "ab"),
                    KafkaAcl.Allow("anna", KafkaOperation.Read, KafkaResourceType.Topic, "*"),
                    KafkaAcl.Allow("anna", KafkaOperation.Read, KafkaResourceType.Topic, "a") with
                    {
                        Pattern = KafkaPatternType.Prefixed,
                    },
                    KafkaAcl.Allow("anna", KafkaOperation.Read, KafkaResourceType.Topic, "c"),
                ],
            }
        );
        store
            .Find(new AclFilter(KafkaResourceType.Topic, name, pattern, null, null, KafkaOperation.Any, KafkaPermission.Any))
            .Count.ShouldBe(found);
    }

    [Fact]
    public void A_rule_that_is_none_is_refused_at_start()
    {
        using var state = new StateStore(_folder.Path);
        var wrong = KafkaAcl.Allow("anna", KafkaOperation.Any, KafkaResourceType.Topic, "t");
        Should
            .Throw<EmbeddedKafkaException>(() => new AclStore(state, new KafkaAuthorization { Acls = [wrong] }))
            .Message.ShouldContain("there are no rules for operation Any");
    }
}
