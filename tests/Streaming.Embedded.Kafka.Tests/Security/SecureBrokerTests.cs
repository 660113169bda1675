using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Tests.Setup;
using SaslMechanism = Confluent.Kafka.SaslMechanism;

namespace Streaming.Embedded.Kafka.Tests.Security;

/// <summary>Who comes in and who does not, as a foreign client meets it.</summary>
public sealed class SecureBrokerTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly KafkaAuthentication Known = new() { Users = new PasswordUsers(new Dictionary<string, string> { ["anna"] = "secret" }) };

    readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(SaslMechanism.Plain)]
    [InlineData(SaslMechanism.ScramSha256)]
    [InlineData(SaslMechanism.ScramSha512)]
    public async Task A_user_with_the_right_password_comes_in_and_nobody_else(SaslMechanism mechanism)
    {
        await using var kafka = await EmbeddedKafka.StartAsync(new KafkaOptions { Authentication = Known });
        (await ProduceAsync(Sasl(kafka, mechanism, "anna", "secret"))).ShouldBe("written");
        (await ProduceAsync(Sasl(kafka, mechanism, "anna", "Secret"))).ShouldContain("the user or the password is wrong");
        (await ProduceAsync(Sasl(kafka, mechanism, "bert", "secret"))).ShouldContain("the user or the password is wrong");
    }

    [Fact]
    public async Task A_token_is_shown_anew_before_it_expires_and_the_connection_stays()
    {
        var shown = 0;
        var authentication = new KafkaAuthentication
        {
            Bearer = (token, _) =>
            {
                Interlocked.Increment(ref shown);
                return ValueTask.FromResult(
                    token == "t0ken" ? new BearerIdentity("anna", TimeProvider.System.GetUtcNow().AddSeconds(3)) : null
                );
            },
        };
        await using var kafka = await EmbeddedKafka.StartAsync(new KafkaOptions { Authentication = authentication });
        var config = Sasl(kafka, SaslMechanism.OAuthBearer, null, null);
        using var producer = WithToken(config, "t0ken").Build();
        for (var before = 0; before < 3; before++)
        {
            (await producer.ProduceAsync("t", new Message<Null, string> { Value = "x" }).WaitAsync(Patience)).Offset.Value.ShouldBe(before);
            var until = shown + 1;
            await Eventually.TrueAsync(() => Volatile.Read(ref shown) >= until, "the client shows its token again");
        }

        (await ProduceAsync(config)).ShouldContain("the token is not valid");
    }

    [Fact]
    public async Task Over_tls_records_come_and_go_and_a_client_that_does_not_know_the_authority_stays_out()
    {
        using var certificate = _certificates.Sign("broker");
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions { Tls = new KafkaTls(certificate), Authentication = Known }
        );
        var config = Sasl(kafka, SaslMechanism.Plain, "anna", "secret");
        config.SecurityProtocol = SecurityProtocol.SaslSsl;
        config.SslCaPem = _certificates.AuthorityPem;
        (await ProduceAsync(config)).ShouldBe("written");
        using var others = new Certificates();
        config.SslCaPem = others.AuthorityPem;
        (await ProduceAsync(config)).ShouldContain("certificate verify failed");
        config.SecurityProtocol = SecurityProtocol.SaslPlaintext;
        (await ProduceAsync(config)).ShouldNotBe("written");
    }

    [Fact]
    public async Task With_mutual_tls_a_client_needs_a_certificate_of_the_authority()
    {
        using var certificate = _certificates.Sign("broker");
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions { Tls = new KafkaTls(certificate) { ClientAuthorities = _certificates.Authorities } }
        );
        using var mine = _certificates.Sign("till-1");
        (await ProduceAsync(Mutual(kafka, mine))).ShouldBe("written");
        using var others = new Certificates();
        using var theirs = others.Sign("till-1");
        (await ProduceAsync(Mutual(kafka, theirs))).ShouldNotBe("written");
        (await ProduceAsync(Mutual(kafka, null))).ShouldNotBe("written");
    }

    /// <summary>Fails where a stranger may ask for anything, send much, or stay without saying who he is.</summary>
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 14, 0, 3, 0, 9, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 1, 0 })]
    [InlineData(new byte[] { 0, 2, 0, 0 })]
    [InlineData(new byte[0])]
    public async Task A_stranger_is_cut_off(byte[] sent)
    {
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions { Authentication = Known with { Timeout = TimeSpan.FromSeconds(1) } }
        );
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", kafka.Port);
        await client.GetStream().WriteAsync(sent);
        (await client.GetStream().ReadAsync(new byte[100]).AsTask().WaitAsync(Patience)).ShouldBe(0);
    }

    [Fact]
    public async Task Passwords_are_not_taken_unencrypted_from_elsewhere()
    {
        var error = await Should.ThrowAsync<EmbeddedKafkaException>(() =>
            EmbeddedKafka.StartAsync(new KafkaOptions { Host = "0.0.0.0", Authentication = Known })
        );
        error.Message.ShouldContain(nameof(KafkaOptions.Tls));
        (
            await Should.ThrowAsync<EmbeddedKafkaException>(() =>
                EmbeddedKafka.StartAsync(new KafkaOptions { Authentication = new KafkaAuthentication() })
            )
        ).Message.ShouldContain(nameof(KafkaAuthentication.Users));
    }

    static ProducerConfig Sasl(EmbeddedKafka kafka, SaslMechanism mechanism, string? user, string? password) =>
        new()
        {
            BootstrapServers = kafka.BootstrapServers,
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = mechanism,
            SaslUsername = user,
            SaslPassword = password,
        };

    ProducerConfig Mutual(EmbeddedKafka kafka, X509Certificate2? certificate) =>
        new()
        {
            BootstrapServers = kafka.BootstrapServers,
            SecurityProtocol = SecurityProtocol.Ssl,
            SslCaPem = _certificates.AuthorityPem,
            SslCertificatePem = certificate?.ExportCertificatePem(),
            SslKeyPem = certificate?.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        };

    /// <summary>A client that shows this token where one is asked for.</summary>
    static ProducerBuilder<Null, string> WithToken(ProducerConfig config, string token) =>
        new ProducerBuilder<Null, string>(config).SetOAuthBearerTokenRefreshHandler(
            (client, _) => client.OAuthBearerSetToken(token, TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), "anna")
        );

    /// <summary>"written", or what the client said is wrong.</summary>
    static async Task<string> ProduceAsync(ProducerConfig config)
    {
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WithToken(config, "forged")
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => said.TrySetResult(error.Reason));
        using var producer = builder.Build();
        var written = producer.ProduceAsync("t", new Message<Null, string> { Value = "x" });
        var first = await Task.WhenAny(written, said.Task).WaitAsync(Patience);
        if (first == written)
            return "written";
        _ = written.ContinueWith(t => t.Exception, TaskScheduler.Default);
        return await said.Task;
    }
}
