using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using Streaming.Application.Issuing;

namespace Streaming.Gateway.Issuing;

/// <summary>Gives the issuer's keys to the protocol's library, anew where they have changed. Thread-safe.</summary>
sealed class IssuerKeys(KeyRing ring)
    : IConfigureOptions<OpenIddictServerOptions>,
        IOptionsChangeTokenSource<OpenIddictServerOptions>,
        IDisposable
{
    IReadOnlyList<IssuerKey> _keys = [];
    CancellationTokenSource _changed = new();

    /// <inheritdoc/>
    public string Name => Options.DefaultName;

    /// <summary>Those that sign, or did, as they were last read.</summary>
    public IEnumerable<SecurityKey> Signing => _keys.Select(k => k.Signing);

    /// <summary>Reads them where that is some time ago.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        var now = await ring.GetAsync(stop);
        if (!ReferenceEquals(Interlocked.Exchange(ref _keys, now), now))
            await Interlocked.Exchange(ref _changed, new CancellationTokenSource()).CancelAsync();
    }

    /// <inheritdoc/>
    public void Configure(OpenIddictServerOptions options)
    {
        foreach (var key in _keys)
        {
            options.SigningCredentials.Add(new SigningCredentials(key.Signing, SecurityAlgorithms.EcdsaSha256));
            options.EncryptionCredentials.Add(
                new EncryptingCredentials(key.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)
            );
        }
    }

    /// <inheritdoc/>
    public IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();
}
