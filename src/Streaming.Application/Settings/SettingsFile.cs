using Streaming.Topology;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Streaming.Application.Settings;

/// <summary>What <c>streaming.yaml</c> says: where the services are, and any librdkafka property under <c>kafka</c>.</summary>
public sealed record SettingsFile
{
    /// <summary>The file's name, in the working folder.</summary>
    public const string Name = "streaming.yaml";

    /// <summary>What holds where there is no such file.</summary>
    public static SettingsFile Empty { get; } = new();

    /// <summary>Where embedded services keep their data; null: not said.</summary>
    public string? Data { get; init; }

    /// <summary>Connection string of PostgreSQL; null: not said.</summary>
    public string? Postgres { get; init; }

    /// <summary>librdkafka properties; <c>bootstrap.servers</c> among them names the Kafka to use.</summary>
    public IReadOnlyDictionary<string, string> Kafka { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the file of a folder; a folder without one says nothing.</summary>
    /// <exception cref="StreamingException">The file cannot be read or says something unknown.</exception>
    public static SettingsFile Load(string folder)
    {
        var path = Path.Combine(folder, Name);
        return File.Exists(path) ? Parse(File.ReadAllText(path)) : Empty;
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="StreamingException">It is no YAML, or has a key or value that it may not have.</exception>
    public static SettingsFile Parse(string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new StreamingException($"{Name}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}. Mend the YAML.", e);
        }

        if (yaml.Documents.Count == 0)
            return Empty;
        if (yaml.Documents[0].RootNode is not YamlMappingNode root)
            throw Fault(yaml.Documents[0].RootNode, "the file is not a map", "Write keys such as 'kafka:' and 'postgres:'.");
        var settings = Empty;
        foreach (var (key, value) in root.Children)
        {
            settings = Text(key) switch
            {
                "data" => settings with { Data = Text(value) },
                "postgres" => settings with { Postgres = Text(value) },
                "kafka" => settings with { Kafka = Properties(value) },
                var other => throw Fault(key, $"'{other}' is unknown", "Known here: data, kafka, postgres."),
            };
        }

        return settings;
    }

    static Dictionary<string, string> Properties(YamlNode node)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is YamlMappingNode map)
        {
            foreach (var (key, value) in map.Children)
                properties[Text(key)] = Text(value);
        }
        else
        {
            properties["bootstrap.servers"] = Text(node);
        }

        return properties;
    }

    static string Text(YamlNode node) =>
        node is YamlScalarNode { Value: { } value }
            ? value
            : throw Fault(
                node,
                "a single value is expected here",
                "Write it as 'key: value'; librdkafka properties are flat, such as 'security.protocol: SSL'."
            );

    static StreamingException Fault(YamlNode node, string message, string cure) => new($"{Name}:{node.Start.Line}: {message}. {cure}");
}
