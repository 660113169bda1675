using System.Text.Json.Serialization;
using Streaming.Application.Exporting;
using Streaming.Application.Services;

namespace Streaming.Application.ProveRecord;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Id">Event id or lineage id.</param>
/// <param name="File">Where the evidence is written; <c>-</c> where <see cref="Output"/> takes it.</param>
/// <param name="Checkpoint">File of the checkpoint that covers the record.</param>
/// <param name="Key">Key that the checkpoint is signed with; the public one will do.</param>
public sealed record ProveRecordRequest(string Topology, string Id, string File, string Checkpoint, KeyFile Key)
    : IWrittenRequest<ProveRecordRequest>
{
    /// <summary>Takes the evidence instead of a file; null: the file does.</summary>
    [JsonIgnore]
    public Func<Stream>? Output { get; init; }

    /// <inheritdoc/>
    public ProveRecordRequest Into(Func<Stream> output) => this with { File = "-", Output = output };
}

/// <summary>Evidence that was written.</summary>
/// <param name="LineageId">Of the record that it proves.</param>
/// <param name="Hashes">So many lead from the record to the signature.</param>
public sealed record WrittenEvidence(string File, string LineageId, int Hashes);
