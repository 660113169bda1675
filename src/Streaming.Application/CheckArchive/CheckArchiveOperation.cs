using Streaming.Application.Operations;
using Streaming.Application.RemoveLineage;
using Streaming.Application.Services;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;
using Streaming.Topology;

namespace Streaming.Application.CheckArchive;

/// <param name="File">An archive, as it was written when lineage was removed.</param>
/// <param name="Key">Public key of the operator.</param>
public sealed record CheckArchiveRequest(string File, KeyFile Key);

/// <summary>What an archive holds, whose every hash and link and whose signature is right.</summary>
/// <param name="Stream">The stream it is of.</param>
/// <param name="From">Its first version.</param>
/// <param name="Last">Its last version.</param>
/// <param name="Records">Rows, labels and rejected records.</param>
/// <param name="Head">Hash of the last version: what was kept goes on from it.</param>
/// <param name="Keep">The rule under which they were removed.</param>
/// <param name="Statement">What was signed.</param>
public sealed record CheckedArchiveFile(
    string Topology,
    string Stream,
    long From,
    long Last,
    long Records,
    string Head,
    string Keep,
    RemovalStatement Statement
);

/// <summary>Proves that an archive holds what was removed from lineage, whole and as it was, with nothing but the operator's public
/// key.</summary>
public sealed class CheckArchiveOperation()
    : Operation<CheckArchiveRequest, CheckedArchiveFile>(new OperationInfo("archive.check", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CheckArchiveRequest request) => request.File;

    /// <inheritdoc/>
    protected internal override async Task<CheckedArchiveFile> RunAsync(
        CheckArchiveRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        using var key = request.Key.Read();
        try
        {
            var (cut, signed) = await SegmentArchive.CheckAsync(request.File, key, stop);
            return new CheckedArchiveFile(
                signed.Topology,
                cut.Stream,
                cut.From,
                cut.First - 1,
                cut.Removed.Rows + cut.Removed.Labels + cut.Removed.Rejected,
                cut.Head,
                signed.Keep,
                RemovalStatement.Of(signed)
            );
        }
        catch (EvidenceException e)
        {
            throw new StreamingException($"{request.File} proves nothing: {e.Message}.", e);
        }
    }
}
