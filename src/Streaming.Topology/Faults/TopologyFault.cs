namespace Streaming.Topology.Faults;

/// <summary>One thing wrong in a file that a person wrote, and what to do about it.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Path">Keys from the top of the file, joined by dots; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, naming the culprit; no full stop.</param>
/// <param name="Cure">What to do, as a sentence.</param>
public sealed record TopologyFault(int Line, int Column, string Path, string Message, string Cure)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Path.Length == 0 ? $"{Line}:{Column}: {Message}. {Cure}" : $"{Line}:{Column}: {Path}: {Message}. {Cure}";
}
