using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.CheckCard;
using Streaming.Application.CreateKey;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.SignCard;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Application.Tests.Models;

/// <summary>A card that an operator vouches for, and what was changed in it since.</summary>
public sealed class SignedCardTests(DatabaseFixture database) : IDisposable
{
    const string Card = "# shop v1\n\n- Metrics: 0.75\n- Limits: many\n";

    static readonly Caller Auditor = new(new Principal("eve", new HashSet<Role> { Role.Viewer, Role.Auditor }), null);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("card.md")]
    [InlineData("card.html")]
    [InlineData("card.cdx.json")]
    public async Task What_was_signed_is_recognised_and_so_is_what_was_changed(string name)
    {
        await using var host = DatabaseFixture.Host(await database.NewAsync());
        var runner = host.GetRequiredService<OperationRunner>();
        var (card, key) = await SignAsync(runner, name);

        var whole = await CheckAsync(runner, card, key);
        (whole.AsSigned, whole.Key, whole.Changed.Count).ShouldBe((true, key.Fingerprint, 0));
        // Whatever byte is another one, wherever.
        var bytes = await File.ReadAllBytesAsync(card);
        for (var at = 0; at < bytes.Length; at++)
        {
            await File.WriteAllBytesAsync(card, [.. bytes.Select((b, i) => i == at ? (byte)(b ^ 1) : b)]);
            (await CheckAsync(runner, card, key)).AsSigned.ShouldBeFalse();
        }

        await File.WriteAllTextAsync(card, Card.Replace("0.75", "0.95", StringComparison.Ordinal));
        var changed = (await CheckAsync(runner, card, key)).Changed.ShouldHaveSingleItem();
        (changed.First, changed.Signed.Single(), changed.Found.Single()).ShouldBe((3, "- Metrics: 0.75", "- Metrics: 0.95"));
        await File.WriteAllTextAsync(card, Card.Replace("- Limits: many\n", "", StringComparison.Ordinal));
        changed = (await CheckAsync(runner, card, key)).Changed.ShouldHaveSingleItem();
        (changed.First, changed.Signed.Single(), changed.Found.Count).ShouldBe((4, "- Limits: many", 0));
        await File.WriteAllTextAsync(
            card,
            Card.Replace("v1", "v2", StringComparison.Ordinal).Replace("many", "few", StringComparison.Ordinal)
        );
        (await CheckAsync(runner, card, key)).Changed.Select(c => c.First).ShouldBe([1, 4]);
    }

    /// <summary>By RFC 7515 and nothing of the product: any JOSE library finds the same.</summary>
    [Fact]
    public async Task The_signature_is_a_json_web_signature_of_the_card_itself()
    {
        await using var host = DatabaseFixture.Host(await database.NewAsync());
        var (card, key) = await SignAsync(host.GetRequiredService<OperationRunner>(), "card.md");

        using var jws = JsonDocument.Parse(await File.ReadAllTextAsync(card + ".jws"));
        var (header, payload) = (Text(jws, "protected"), Text(jws, "payload"));
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(header)).ShouldBe("""{"alg":"ES256","typ":"streaming-document"}""");
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload)).ShouldBe(Card);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(await File.ReadAllTextAsync(key.Public));
        ecdsa
            .VerifyData(
                Encoding.ASCII.GetBytes($"{header}.{payload}"),
                Base64Url.DecodeFromChars(Text(jws, "signature")),
                HashAlgorithmName.SHA256
            )
            .ShouldBeTrue();
    }

    [Fact]
    public async Task Another_key_no_signature_and_a_public_key_to_sign_with_are_told_apart()
    {
        await using var host = DatabaseFixture.Host(await database.NewAsync());
        var runner = host.GetRequiredService<OperationRunner>();
        var (card, key) = await SignAsync(runner, "card.md");
        var other = await runner.RunAsync(new CreateKeyOperation(), new KeyFile(In("other.pem")), Auditor);

        (await Should.ThrowAsync<StreamingException>(() => CheckAsync(runner, card, other))).Message.ShouldContain("another key signed it");
        var signed = await File.ReadAllTextAsync(card + ".jws");
        await File.WriteAllTextAsync(card + ".jws", signed.Replace("\"payload\": \"I", "\"payload\": \"J", StringComparison.Ordinal));
        (await Should.ThrowAsync<StreamingException>(() => CheckAsync(runner, card, key))).Message.ShouldContain("card.md.jws: ");
        File.Delete(card + ".jws");
        (await Should.ThrowAsync<StreamingException>(() => CheckAsync(runner, card, key))).Message.ShouldContain("is not signed");

        var refused = await Should.ThrowAsync<StreamingException>(() =>
            runner.RunAsync(new SignCardOperation(), new SignCardRequest(card, new KeyFile(key.Public)), Auditor)
        );
        refused.Message.ShouldContain("give the private one");
        File.Exists(card + ".jws").ShouldBeFalse();
    }

    async Task<(string Card, CreatedKey Key)> SignAsync(OperationRunner runner, string name)
    {
        var key = await runner.RunAsync(new CreateKeyOperation(), new KeyFile(In("operator.pem")), Auditor);
        await File.WriteAllTextAsync(In(name), Card);
        var signed = await runner.RunAsync(new SignCardOperation(), new SignCardRequest(In(name), new KeyFile(key.Private)), Auditor);
        signed.ShouldBe(new SignedCard(In(name), In(name) + ".jws", key.Fingerprint));
        return (In(name), key);
    }

    static Task<CheckedCard> CheckAsync(OperationRunner runner, string card, CreatedKey key) =>
        runner.RunAsync(new CheckCardOperation(), new CheckCardRequest(card, new KeyFile(key.Public)), Auditor);

    string In(string name) => Path.Combine(_folder.Path, name);

    static string Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString()!;
}
