using System.Security.Cryptography;
using System.Text;
using Streaming.Topology.Binding;
using Streaming.Topology.Config;
using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Yaml;

namespace Streaming.Topology;

/// <summary>Reads topology files.</summary>
public static class TopologyLoader
{
    /// <summary>The file's name, in a topology's folder.</summary>
    public const string FileName = "topology.yaml";

    /// <summary>Loads a topology from a file, from a folder with a <c>topology.yaml</c>, by name from <c>./topology/name/</c>, or by name
    /// from those shipped with the program.</summary>
    /// <exception cref="TopologyException">The file has faults; all are listed.</exception>
    /// <exception cref="StreamingException">There is no such file, or it cannot be read.</exception>
    public static TopologyModel Load(string pathOrName) => TopologyFile.Read(TopologyFile.Find(pathOrName, FileName), Parse);

    /// <summary>Whether a path is that of a file which comes with the program, and lies on no disk.</summary>
    public static bool IsShipped(string file) => ShippedTopologies.Has(file);

    /// <summary>Opens a topology's file, wherever it lies.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream Open(string file) => ShippedTopologies.Open(file) ?? File.OpenRead(file);

    /// <summary>Names by which topologies are found: those in <c>./topology</c> and those shipped with the program, in order.</summary>
    public static IReadOnlyList<string> Names() => TopologyFile.AllNames(FileName);

    /// <summary>Reads a topology from text.</summary>
    /// <param name="bytes">The file's bytes, UTF-8.</param>
    /// <param name="file">What faults call the file.</param>
    /// <param name="folder">Folder the file lies in.</param>
    /// <exception cref="TopologyException">The text has faults; all are listed.</exception>
    public static TopologyModel Parse(ReadOnlySpan<byte> bytes, string file, string? folder = null) =>
        Read(bytes, file, folder, new FaultLog(file));

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, string, string?)"/>
    public static TopologyModel Parse(string yaml, string file = FileName, string? folder = null) =>
        Parse(Encoding.UTF8.GetBytes(yaml), file, folder);

    /// <summary>Reads a topology that lineage holds; it may say what a file may no longer say.</summary>
    /// <exception cref="TopologyException">The text has faults; all are listed.</exception>
    public static TopologyModel ParseRecorded(string yaml, string file) =>
        Read(Encoding.UTF8.GetBytes(yaml), file, null, new FaultLog(file) { Recorded = true });

    /// <summary>What <see cref="TopologyModel.ContentHash"/> is for a text.</summary>
    public static string HashOf(string text) => HashOf(Encoding.UTF8.GetBytes(text));

    static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static TopologyModel Read(ReadOnlySpan<byte> bytes, string file, string? folder, FaultLog log)
    {
        var model = Bind(bytes, file, folder, log);
        log.ThrowIfAny();
        return model ?? throw new InvalidOperationException("a topology without faults has a model");
    }

    static TopologyModel? Bind(ReadOnlySpan<byte> bytes, string file, string? folder, FaultLog log)
    {
        if (YamlText.Decode(bytes, log) is not { } text || YamlReader.Read(text, log) is not { } root)
            return null;
        if (!TopologyConfig.Shape.TryRead(Place.Root(root), log, out var config))
            return null;
        // With the byte order mark, where there is one: the text stands for exactly these bytes.
        var recorded = Recorded(Encoding.UTF8.GetString(bytes), root, log);
        return TopologyBinder.Bind(config, HashOf(recorded), log) is { } model
            ? model with
            {
                File = file,
                Folder = folder,
                Text = recorded,
            }
            : null;
    }

    /// <summary>Decisions hang on the groups that a guard holds against each other: then these are a part of the topology.</summary>
    static bool GuardsGoBy(string key, IReadOnlyList<YamlEntry> entries) =>
        key == TopologyConfig.FairnessName
        && entries
            .Where(e => e.Key.Text == TopologyConfig.GuardsName)
            .SelectMany(e => e.Value is YamlMapping guards ? guards.Entries : [])
            .SelectMany(guard => guard.Value is YamlMapping kinds ? kinds.Entries : [])
            .Any(kind => kind.Key.Text == GuardConfig.DisparityName);

    /// <summary>What lineage records: an example more or less in the file, or another way to renew its model, makes no other topology of
    /// it.</summary>
    static string Recorded(string text, YamlNode root, FaultLog log)
    {
        if (root is not YamlMapping { Entries: var entries })
            return text;
        // From the end, so that the lines before it keep their numbers.
        foreach (var (key, next) in entries.Zip(entries.Skip(1).Select(e => e.Key).Append(null), (e, n) => (e.Key, n)).Reverse())
        {
            if (!TopologyConfig.Unrecorded.Contains(key.Text, StringComparer.Ordinal) || GuardsGoBy(key.Text, entries))
                continue;
            if (key.Column != 1 || next?.Line == key.Line)
            {
                log.Report(
                    key.Line,
                    key.Column,
                    key.Text,
                    $"`{key.Text}:` does not stand at the beginning of a line",
                    "Write the keys of the file one below the other."
                );
            }

            text = YamlLines.Without(text, key.Line, next?.Line);
        }

        return text;
    }
}
