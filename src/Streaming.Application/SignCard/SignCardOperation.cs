using Streaming.Application.CheckCard;
using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Evidence;

namespace Streaming.Application.SignCard;

/// <param name="File">A card, as it was written.</param>
/// <param name="Key">Private key to sign with.</param>
public sealed record SignCardRequest(string File, KeyFile Key);

/// <summary>A card that was signed.</summary>
/// <param name="File">The card.</param>
/// <param name="Signature">The file beside it, with the signature.</param>
/// <param name="Key">Fingerprint of the key.</param>
public sealed record SignedCard(string File, string Signature, string Key);

/// <summary>Signs a card, of whatever form: the signature goes into a file beside it, over one that is there, as the card went over its
/// predecessor.</summary>
public sealed class SignCardOperation()
    : Operation<SignCardRequest, SignedCard>(new OperationInfo("card.sign", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(SignCardRequest request) => request.File;

    /// <inheritdoc/>
    protected internal override async Task<SignedCard> RunAsync(SignCardRequest request, OperationContext context, CancellationToken stop)
    {
        using var key = request.Key.Read();
        var card = KeyFiles.ReadBytes(request.File);
        // So that it is on record who vouched for it.
        await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var signed = SignedDocument.Sign(card, key);
        var beside = CardSignature.Of(request.File);
        using var partial = PartialFile.Create(beside);
        await File.WriteAllTextAsync(partial.Path, signed + "\n", stop);
        partial.Complete();
        return new SignedCard(request.File, beside, key.Fingerprint);
    }
}
