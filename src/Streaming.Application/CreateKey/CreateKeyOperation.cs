using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Lineage.Evidence;

namespace Streaming.Application.CreateKey;

/// <summary>A key that was made.</summary>
/// <param name="Private">File to sign with.</param>
/// <param name="Public">File to give away.</param>
public sealed record CreatedKey(string Private, string Public, string Fingerprint);

/// <summary>Makes a key to sign checkpoints with (ECDSA P-256). The request names the private key's file; the public one goes beside
/// it.</summary>
public sealed class CreateKeyOperation() : Operation<KeyFile, CreatedKey>(new OperationInfo("key.create", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(KeyFile request) => request.Path;

    /// <inheritdoc/>
    protected internal override Task<CreatedKey> RunAsync(KeyFile request, OperationContext context, CancellationToken stop)
    {
        var publicPath = Path.ChangeExtension(request.Path, ".pub.pem");
        using var key = OperatorKey.Create();
        KeyFiles.WriteNew(request.Path, key.PrivatePem(request.Password), secret: true);
        KeyFiles.WriteNew(publicPath, key.PublicPem());
        return Task.FromResult(new CreatedKey(request.Path, publicPath, key.Fingerprint));
    }
}
