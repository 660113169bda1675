using System.Text;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Evidence;

/// <summary>Takes one record and its proof out of lineage, up to a checkpoint that covers it.</summary>
public sealed class EvidenceBuilder(LineageStore store)
{
    /// <param name="id">The record.</param>
    /// <param name="checkpoint">One that covers its batch.</param>
    /// <param name="progress">Told of the batches that the checkpoint covers.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="EvidenceException">There is no such record, the checkpoint does not cover it, or lineage is not what the checkpoint
    /// says.</exception>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public async Task<RecordEvidence> BuildAsync(
        LineageId id,
        SignedCheckpoint checkpoint,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var name = id.Stream.ToString();
        var cuts = await store.Cuts.ReadAsync(id.Stream.Topology, stop);
        if (cuts.Removed(id.Stream, id.Version) is { } removed)
            throw new LineageRemovedException($"{id}", removed);
        var covered = checkpoint.Content.Streams.FirstOrDefault(s => s.Stream == name)
            ?? throw new EvidenceException($"The checkpoint says nothing of stream {name}.")
            {
                Cure = Cure.CreateCheckpoint(id.Stream.Topology),
            };
        if (id.Version > covered.Version)
        {
            throw new EvidenceException($"{id} came after the checkpoint, which ends with version {covered.Version}.")
            {
                Cure = Cure.CreateCheckpoint(id.Stream.Topology),
            };
        }

        if (id.Version <= covered.After)
        {
            throw new EvidenceException(
                $"{id} came before the versions that this checkpoint covers ({covered.After + 1} to {covered.Version}): give an "
                    + "earlier one."
            );
        }

        if (cuts.Removed(id.Stream, covered.After + 1) is { } begun)
        {
            throw new EvidenceException(
                $"The checkpoint covers versions {covered.After + 1} to {covered.Version}, of which those before {begun.Cut.First} are "
                    + "gone: the "
                    + "proof needs all of them. Sign what is there by a checkpoint without one before it."
            )
            {
                Cure = Cure.CreateCheckpoint(id.Stream.Topology),
            };
        }

        var tree = new StreamTree(covered.After, covered.Version);
        (BatchStatement Statement, RecordProof Proof)? found = null;
        await foreach (var batch in store.ReadAsync(id.Stream, covered.After + 1, covered.Version, stop))
        {
            var records = tree.Add(batch);
            if (batch.Version == id.Version && records is not null)
            {
                var proof = records.Prove(id.Row)
                    ?? throw new EvidenceException($"There is no record {id}: its batch has {records.Count} records, counted from 0.");
                found = (BatchStatement.Of(batch, records), proof);
            }

            progress?.Report(new VerifyProgress(id.Stream, batch.Version - covered.After, covered.Version - covered.After));
        }

        if (found is not var (statement, record) || tree.RootText() != covered.Root)
        {
            throw new EvidenceException($"Stream {name} is not what the checkpoint says it was: nothing can be proved from it.")
            {
                Cure = Cure.VerifyAgainstCheckpoint(id.Stream.Topology),
            };
        }

        return new RecordEvidence(
            RecordEvidence.CurrentFormat,
            Encoding.UTF8.GetString(record.Text),
            Convert.ToHexStringLower(record.Salt),
            record.Row,
            Hex(record.Path),
            Encoding.UTF8.GetString(statement.Text()),
            Hex(tree.Path(id.Version)),
            checkpoint.Signed
        );
    }

    static List<string> Hex(IReadOnlyList<byte[]> hashes) => [.. hashes.Select(Convert.ToHexStringLower)];
}
