using System.Globalization;
using System.Text;

namespace Streaming.Topology.Faults;

/// <summary>A file does not say a topology. Lists every fault found, in the file's order, one a line.</summary>
public sealed class TopologyException : StreamingException
{
    const int Shown = 100;

    /// <param name="file">Where they are.</param>
    /// <param name="faults">In the order of their places.</param>
    public TopologyException(string file, IReadOnlyList<TopologyFault> faults)
        : base(Text(file, faults))
    {
        File = file;
        Faults = faults;
    }

    /// <summary>Path of the file as it was given.</summary>
    public string File { get; }

    /// <summary>Each with its place in the file.</summary>
    public IReadOnlyList<TopologyFault> Faults { get; }

    static string Text(string file, IReadOnlyList<TopologyFault> faults)
    {
        var text = new StringBuilder();
        foreach (var fault in faults.Take(Shown))
            text.Append(CultureInfo.InvariantCulture, $"{file}:{fault}").Append('\n');
        if (faults.Count > Shown)
            text.Append(CultureInfo.InvariantCulture, $"and {faults.Count - Shown} more faults\n");
        return text.ToString().TrimEnd('\n');
    }
}
