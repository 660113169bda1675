using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Commit;

/// <summary>Another process appended this version first: its lineage is the truth, and this one starts over from it.</summary>
sealed class AppendConflictException(StreamKey stream, long tail)
    : Exception($"another process has appended to {stream}, which now ends at version {tail}");
