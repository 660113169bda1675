using System.Globalization;
using System.Text;
using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>A topology was changed in a way in which it cannot go on with the lineage it has. Lists every such change.</summary>
public sealed class EvolutionException : StreamingException
{
    /// <param name="earlier">What lineage was written under.</param>
    /// <param name="later">What was to go on.</param>
    /// <param name="faults">Changes that do not go live.</param>
    public EvolutionException(TopologyModel earlier, TopologyModel later, IReadOnlyList<TopologyChange> faults)
        : base(Text(earlier, later, faults)) => Faults = faults;

    /// <summary>The changes that cannot go live.</summary>
    public IReadOnlyList<TopologyChange> Faults { get; }

    static string Text(TopologyModel earlier, TopologyModel later, IReadOnlyList<TopologyChange> faults)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{later.Name} version {later.Version} cannot go on with the lineage that version {earlier.Version} has written:"
        );
        foreach (var fault in faults)
            text.Append(CultureInfo.InvariantCulture, $"\n{later.File}:{fault}");
        return text.ToString();
    }
}
