using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>The rules of access, in the state store, each a key of its own. Deciding reads a snapshot.</summary>
sealed class AclStore : IKafkaAuthorizer
{
    readonly Lock _lock = new();
    readonly StateStore _state;
    readonly HashSet<string> _superUsers;
    volatile HashSet<KafkaAcl> _all;
    volatile AclIndex _index;

    /// <exception cref="EmbeddedKafkaException">A rule of the options is none.</exception>
    public AclStore(StateStore state, KafkaAuthorization options)
    {
        _state = state;
        _superUsers = [.. options.SuperUsers];
        _all = [.. state.Entries(StateKind.Acl).Select(entry => Decode(entry.Key))];
        _index = new AclIndex(_all);
        if (options.Acls.FirstOrDefault(acl => acl.Fault() is not null) is { } wrong)
            throw new EmbeddedKafkaException($"The rule {wrong} is none: {wrong.Fault()}.");
        Add(options.Acls);
    }

    public bool Allows(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type, string name)
    {
        if (_superUsers.Contains(principal.Name))
            return true;
        var who = principal.ToString();
        var allowed = false;
        foreach (var acl in _index.Of(type, name))
        {
            if (!acl.IsOf(who, host) || !acl.Decides(operation))
                continue;
            if (acl.Permission == KafkaPermission.Deny)
                return false;
            allowed = true;
        }

        return allowed;
    }

    public bool AllowsSome(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type) =>
        _superUsers.Contains(principal.Name)
        || _all.Any(acl =>
            acl.Type == type
            && acl.Permission == KafkaPermission.Allow
            && acl.IsOf(principal.ToString(), host)
            && acl.Decides(operation)
            // What is denied for the pattern's own name and for everything is denied for all it speaks of.
            && (
                acl.Name == KafkaAcl.Anything
                    ? !DeniesAll(principal, host, operation, type)
                    : Allows(principal, host, operation, type, acl.Name)
            )
        );

    public List<KafkaAcl> Find(AclFilter filter) => [.. _all.Where(filter.Matches)];

    public void Add(IReadOnlyCollection<KafkaAcl> acls) => Change(all => all.UnionWith(acls), acls, present: true);

    /// <summary>Removes what any of the filters matches; gives what each has.</summary>
    public List<List<KafkaAcl>> Remove(IReadOnlyCollection<AclFilter> filters)
    {
        lock (_lock)
        {
            var found = filters.Select(Find).ToList();
            var gone = found.SelectMany(acls => acls).ToHashSet();
            Change(all => all.ExceptWith(gone), gone, present: false);
            return found;
        }
    }

    void Change(Action<HashSet<KafkaAcl>> change, IReadOnlyCollection<KafkaAcl> acls, bool present)
    {
        lock (_lock)
        {
            var changes = new StateChanges();
            foreach (var acl in acls.Where(acl => _all.Contains(acl) != present))
                _ = present ? changes.Put(Encode(acl), []) : changes.Delete(Encode(acl));
            _state.Write(changes);
            var all = new HashSet<KafkaAcl>(_all);
            change(all);
            _all = all;
            _index = new AclIndex(all);
        }
    }

    bool DeniesAll(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type) =>
        _all.Any(acl =>
            acl.Type == type
            && acl.Permission == KafkaPermission.Deny
            && acl is { Name: KafkaAcl.Anything, Pattern: KafkaPatternType.Literal }
            && acl.IsOf(principal.ToString(), host)
            && acl.Decides(operation)
        );

    static byte[] Encode(KafkaAcl acl) => StateKey.Of(StateKind.Acl, writer =>
        {
            writer.Int8((sbyte)acl.Type);
            writer.String(acl.Name);
            writer.Int8((sbyte)acl.Pattern);
            writer.String(acl.Principal);
            writer.String(acl.Host);
            writer.Int8((sbyte)acl.Operation);
            writer.Int8((sbyte)acl.Permission);
        });

    static KafkaAcl Decode(byte[] key)
    {
        var reader = StateKey.Fields(key);
        return new KafkaAcl(
            (KafkaResourceType)reader.Int8(),
            reader.String(),
            (KafkaPatternType)reader.Int8(),
            reader.String(),
            reader.String(),
            (KafkaOperation)reader.Int8(),
            (KafkaPermission)reader.Int8()
        );
    }
}
