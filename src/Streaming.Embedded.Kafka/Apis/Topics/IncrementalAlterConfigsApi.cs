using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Changes single settings of topics: sets them, takes them back, or adds to and removes from lists.</summary>
sealed class IncrementalAlterConfigsApi(BrokerServices services) : SyncApi(ApiKey.IncrementalAlterConfigs, 0, 1, 1)
{
    const sbyte Set = 0,
        Unset = 1,
        Append = 2,
        Subtract = 3;

    readonly record struct Change(string Name, sbyte Operation, string Value);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var resources = new List<(sbyte Type, string Name, List<Change> Changes)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            resources.Add(Read(ref reader));
        var checkOnly = reader.Bool();
        response.Int32(0);
        response.Array(resources.Count);
        foreach (var (type, name, changes) in resources)
        {
            var result = AlterConfigsResponse.Alter(services, request.Access, type, name, current => Apply(current, changes), checkOnly);
            AlterConfigsResponse.Write(response, type, name, result);
        }

        response.Tags();
    }

    static (sbyte Type, string Name, List<Change> Changes) Read(ref WireReader reader)
    {
        var (type, name) = (reader.Int8(), reader.String());
        var changes = new List<Change>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            changes.Add(new Change(reader.String(), reader.Int8(), reader.NullableString() ?? ""));
            reader.Tags();
        }

        reader.Tags();
        return (type, name, changes);
    }

    static Dictionary<string, string> Apply(IReadOnlyDictionary<string, string> current, List<Change> changes)
    {
        var config = new Dictionary<string, string>(current, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var items = (config.GetValueOrDefault(change.Name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
            var named = change.Value.Split(',', StringSplitOptions.RemoveEmptyEntries);
            switch (change.Operation)
            {
                case Set:
                    config[change.Name] = change.Value;
                    break;
                case Unset:
                    config.Remove(change.Name);
                    break;
                case Append:
                    config[change.Name] = string.Join(',', items.Union(named, StringComparer.Ordinal));
                    break;
                case Subtract:
                    config[change.Name] = string.Join(',', items.Except(named, StringComparer.Ordinal));
                    break;
                default:
                    throw new MalformedRequestException($"{change.Operation} is no operation on a setting");
            }
        }

        return config;
    }
}
