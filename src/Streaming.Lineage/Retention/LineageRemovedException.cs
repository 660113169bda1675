using Streaming.Lineage.Batches;
using Streaming.Topology;

namespace Streaming.Lineage.Retention;

/// <summary>A batch that was asked for is gone, as its topology's rule says. The message tells when it went, and where it is
/// archived.</summary>
public sealed class LineageRemovedException : StreamingException
{
    /// <param name="stream">The stream.</param>
    /// <param name="version">The batch.</param>
    /// <param name="cut">What removed it.</param>
    public LineageRemovedException(StreamKey stream, long version, RecordedCut cut)
        : this($"Lineage batch {stream}/{version}", cut) { }

    /// <param name="what">What is gone.</param>
    /// <param name="cut">What removed it.</param>
    public LineageRemovedException(string what, RecordedCut cut)
        : base($"{what} was {cut.Tell()}") => (Cut, Kind) = (cut, FailureKind.Missing);

    /// <summary>What removed it.</summary>
    public RecordedCut Cut { get; }
}
