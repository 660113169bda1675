using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Tests.Security;
using Streaming.Embedded.Tests.Setup;
using Streaming.Testing.Apache;

namespace Streaming.EndToEnd.Tests.Secured;

/// <summary>A Kafka that lets in whoever has a password, over TLS alone, and to what rules allow.</summary>
sealed class SecuredKafka : IAsyncDisposable
{
    const string User = "streaming";
    const string Password = "s3cret of the pipeline";
    const string Administrator = "admin";

    /// <summary>The client has no name for it, and hands on what it is in the protocol.</summary>
    const ResourceType TransactionalId = (ResourceType)5;

    readonly Certificates _certificates;
    readonly string _mechanism;
    readonly Func<ValueTask> _stop;

    SecuredKafka(string bootstrap, string mechanism, Certificates certificates, Func<ValueTask> stop) =>
        (Bootstrap, _mechanism, _certificates, _stop) = (bootstrap, mechanism, certificates, stop);

    public string Bootstrap { get; }

    /// <summary>As settings have them.</summary>
    public IReadOnlyDictionary<string, string> Properties => Of(User, Password);

    /// <summary>A user with a password, and without a rule.</summary>
    public IReadOnlyDictionary<string, string> OfAStranger => Of("stranger", Password);

    public IReadOnlyDictionary<string, string> WithAWrongPassword => Of(User, "guessed");

    /// <summary>Ours, by SCRAM-SHA-512.</summary>
    public static async Task<SecuredKafka> EmbeddedAsync(Certificates certificates)
    {
        var broker = await EmbeddedKafka.StartAsync(
            new KafkaOptions
            {
                Tls = new KafkaTls(certificates.Sign("broker")),
                Authentication = new KafkaAuthentication
                {
                    Users = new PasswordUsers(new Dictionary<string, string> { [User] = Password, ["stranger"] = Password }),
                },
                Authorization = new KafkaAuthorization
                {
                    Acls =
                    [
                        .. new[] { KafkaResourceType.Topic, KafkaResourceType.Group, KafkaResourceType.TransactionalId }.Select(type =>
                            KafkaAcl.Allow(User, KafkaOperation.All, type, KafkaAcl.Anything)
                        ),
                    ],
                },
            }
        );
        return new SecuredKafka(broker.BootstrapServers, "SCRAM-SHA-512", certificates, broker.DisposeAsync);
    }

    /// <summary>Apache Kafka, by PLAIN.</summary>
    public static async Task<SecuredKafka> ApacheAsync(string home, string folder, Certificates certificates)
    {
        using var certificate = certificates.Sign("broker");
        var keys = Path.Combine(folder, "keys.pem");
        var authority = Path.Combine(folder, "authority.pem");
        await File.WriteAllTextAsync(
            keys,
            certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n"
        );
        await File.WriteAllTextAsync(authority, certificates.AuthorityPem);
        var port = ApacheKafka.FreePort();
        var settings = new Dictionary<string, string>
        {
            ["listeners"] = $"SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port + 1}",
            ["advertised.listeners"] = $"SASL_SSL://127.0.0.1:{port}",
            ["listener.security.protocol.map"] = "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            ["inter.broker.listener.name"] = "SASL_SSL",
            ["sasl.enabled.mechanisms"] = "PLAIN",
            ["sasl.mechanism.inter.broker.protocol"] = "PLAIN",
            ["listener.name.sasl_ssl.plain.sasl.jaas.config"] =
                $"org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{Administrator}\" password=\"{Password}\" "
                + $"user_{Administrator}=\"{Password}\" user_{User}=\"{Password}\" user_stranger=\"{Password}\";",
            ["ssl.keystore.type"] = "PEM",
            ["ssl.keystore.location"] = keys,
            ["ssl.truststore.type"] = "PEM",
            ["ssl.truststore.location"] = authority,
            ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            ["super.users"] = $"User:{Administrator};User:ANONYMOUS",
        };
        var command = await ApacheKafka.At(home).PrepareAsync(Path.Combine(folder, "node"), port, settings);
        var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var said = process.StandardOutput.ReadToEndAsync();
        await Eventually.TrueAsync(
            async () => process.HasExited || await ApacheKafka.ListensAsync(port),
            $"Apache Kafka listens on {port}"
        );
        process.HasExited.ShouldBeFalse();
        var kafka = new SecuredKafka($"127.0.0.1:{port}", "PLAIN", certificates, async () =>
        {
            process.Kill(entireProcessTree: true);
            await said;
            process.Dispose();
        });
        await kafka.AllowAsync();
        return kafka;
    }

    public ValueTask DisposeAsync() => _stop();

    /// <summary>What a pipeline needs, and no more: no rule of the cluster.</summary>
    async Task AllowAsync()
    {
        using var admin = new AdminClientBuilder(
            new Dictionary<string, string>(Of(Administrator, Password)) { ["bootstrap.servers"] = Bootstrap }
        ).Build();
        await admin.CreateAclsAsync(
            new[] { ResourceType.Topic, ResourceType.Group, TransactionalId }.Select(type => new AclBinding
            {
                Pattern = new ResourcePattern
                {
                    Type = type,
                    Name = "*",
                    ResourcePatternType = ResourcePatternType.Literal,
                },
                Entry = new AccessControlEntry
                {
                    Principal = $"User:{User}",
                    Host = "*",
                    Operation = AclOperation.All,
                    PermissionType = AclPermissionType.Allow,
                },
            })
        );
    }

    Dictionary<string, string> Of(string user, string password) =>
        new()
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = _mechanism,
            ["sasl.username"] = user,
            ["sasl.password"] = password,
            ["ssl.ca.pem"] = _certificates.AuthorityPem,
        };
}
