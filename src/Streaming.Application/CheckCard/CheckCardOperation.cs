using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Lineage.Evidence;
using Streaming.Topology;

namespace Streaming.Application.CheckCard;

/// <param name="File">A card; its signature lies beside it.</param>
/// <param name="Key">Public key of the operator.</param>
public sealed record CheckCardRequest(string File, KeyFile Key);

/// <summary>A card that was held against its signature, which is good.</summary>
/// <param name="File">The card.</param>
/// <param name="AsSigned">The card is what was signed.</param>
/// <param name="Key">Fingerprint of the key.</param>
/// <param name="Changed">What is not; none: nothing.</param>
public sealed record CheckedCard(string File, bool AsSigned, string Key, IReadOnlyList<ChangedLines> Changed);

/// <summary>Tells whether a card is what an operator signed, with nothing but the operator's public key, and if not, what was
/// changed.</summary>
public sealed class CheckCardOperation()
    : Operation<CheckCardRequest, CheckedCard>(new OperationInfo("card.check", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CheckCardRequest request) => request.File;

    /// <inheritdoc/>
    /// <exception cref="StreamingException">There is no signature, or it is not by this key.</exception>
    protected internal override Task<CheckedCard> RunAsync(CheckCardRequest request, OperationContext context, CancellationToken stop)
    {
        using var key = request.Key.Read();
        var found = KeyFiles.ReadBytes(request.File);
        var beside = CardSignature.Of(request.File);
        if (!File.Exists(beside))
            throw new StreamingException($"{request.File} is not signed, or its signature is elsewhere: it has to be {beside}.");
        var signed = KeyFiles.Named(beside, () => SignedDocument.Open(KeyFiles.ReadBytes(beside), key));
        var changed = ChangedLines.Between(signed, found);
        return Task.FromResult(new CheckedCard(request.File, changed.Count == 0, key.Fingerprint, changed));
    }
}
