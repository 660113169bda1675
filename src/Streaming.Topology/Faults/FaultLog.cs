using Streaming.Topology.Yaml;

namespace Streaming.Topology.Faults;

/// <summary>Gathers the faults of one file, so that all are reported at once.</summary>
sealed class FaultLog(string file)
{
    readonly List<TopologyFault> faults = [];
    readonly HashSet<(int Line, int Column, string Message)> seen = [];

    /// <summary>The text is one that lineage holds: bounds that have become narrower since are none for it.</summary>
    public bool Recorded { get; init; }

    public bool Any => faults.Count > 0;

    /// <param name="place">Where the culprit stands.</param>
    /// <param name="message">What is wrong, no full stop.</param>
    /// <param name="cure">What to do, a sentence.</param>
    /// <param name="offset">Characters into the scalar's text.</param>
    public void Report(Place place, string message, string cure, int offset = 0)
    {
        var column = place.Node is YamlScalar { SingleLine: true } scalar ? scalar.TextColumn + offset : place.Node.Column;
        Report(place.Node.Line, offset == 0 ? place.Node.Column : column, place.Path, message, cure);
    }

    public void Report(int line, int column, string path, string message, string cure)
    {
        // A template expands to several features that share one place: say it once.
        if (seen.Add((line, column, message)))
            faults.Add(new TopologyFault(line, column, path, message, cure));
    }

    public void ThrowIfAny()
    {
        if (Any)
            throw new TopologyException(file, [.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)]);
    }
}
