using System.Text;
using Streaming.Simulation.Binding;
using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Yaml;

namespace Streaming.Simulation;

/// <summary>Reads the simulator's settings, which lie beside the topology's file.</summary>
public static class SimulatorLoader
{
    /// <summary>The file's name, in a topology's folder.</summary>
    public const string FileName = "simulator.yaml";

    /// <exception cref="TopologyException">The file has faults; all are listed.</exception>
    /// <exception cref="StreamingException">There is no such file, or it cannot be read.</exception>
    public static SimulatorModel Load(TopologyModel topology)
    {
        var path = topology.Folder is { } folder ? Path.Combine(folder, FileName) : FileName;
        if (!TopologyFile.Exists(path))
        {
            throw new StreamingException(
                $"{topology.Name} has no simulator: there is no {path}. Write one (topology/SIMULATOR.md lists its keys), or publish "
                    + "events from a file."
            );
        }

        return TopologyFile.Read(path, (bytes, file, _) => Parse(bytes, topology, file));
    }

    /// <summary>Reads settings from text.</summary>
    /// <exception cref="TopologyException">The text has faults; all are listed.</exception>
    public static SimulatorModel Parse(string yaml, TopologyModel topology, string file = FileName) =>
        Parse(Encoding.UTF8.GetBytes(yaml), topology, file);

    /// <inheritdoc cref="Parse(string, TopologyModel, string)"/>
    public static SimulatorModel Parse(ReadOnlySpan<byte> bytes, TopologyModel topology, string file = FileName)
    {
        var log = new FaultLog(file);
        var model = Read(bytes, topology, log);
        log.ThrowIfAny();
        return model ?? throw new InvalidOperationException("a simulator without faults has a model");
    }

    static SimulatorModel? Read(ReadOnlySpan<byte> bytes, TopologyModel topology, FaultLog log)
    {
        if (YamlText.Decode(bytes, log) is not { } text || YamlReader.Read(text, log) is not { } node)
            return null;
        var root = Place.Root(node);
        return SimulatorConfig.Shape.TryRead(root, log, out var config) ? SimulatorBinder.Bind(config, topology, root, log) : null;
    }
}
