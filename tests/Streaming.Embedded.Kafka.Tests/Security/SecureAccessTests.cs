using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Embedded.Tests.Setup;
using Streaming.Testing.Apache;
using SaslMechanism = Confluent.Kafka.SaslMechanism;

namespace Streaming.Embedded.Kafka.Tests.Security;

/// <summary>Rules of access and users that clients make, as foreign clients meet them.</summary>
public sealed class SecureAccessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly ScratchFolder _folder = new();
    readonly Certificates _certificates = new();

    public void Dispose()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public async Task A_user_that_an_administrator_makes_may_do_what_rules_say_also_after_a_restart()
    {
        await using (var kafka = await StartAsync())
        {
            using var admin = new AdminClientBuilder(As(kafka, "root", "secret")).Build();
            await admin.AlterUserScramCredentialsAsync([
                new UserScramCredentialUpsertion
                {
                    User = "anna",
                    ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha256, Iterations = 4096 },
                    Password = "pass"u8.ToArray(),
                },
            ]);
            (await ProduceAsync(kafka, "orders-1")).ShouldContain("Topic authorization failed");
            using (var anna = new AdminClientBuilder(As(kafka, "anna", "pass")).Build())
            {
                anna.GetMetadata(Patience).Topics.ShouldBeEmpty();
                await Should.ThrowAsync<CreateAclsException>(() => anna.CreateAclsAsync([Rule("orders-")]));
            }

            await admin.CreateAclsAsync([Rule("orders-")]);
            (await ProduceAsync(kafka, "orders-1")).ShouldBe("written");
            (await ProduceAsync(kafka, "other")).ShouldContain("Topic authorization failed");
        }

        await using (var kafka = await StartAsync())
        {
            (await ProduceAsync(kafka, "orders-1")).ShouldBe("written");
            using var admin = new AdminClientBuilder(As(kafka, "root", "secret")).Build();
            (await admin.DescribeUserScramCredentialsAsync([])).UserScramCredentialsDescriptions.Single().User.ShouldBe("anna");
            (await admin.DeleteAclsAsync([Rule("orders-").ToFilter()])).Single().AclBindings.Count.ShouldBe(1);
            (await ProduceAsync(kafka, "orders-1")).ShouldContain("Topic authorization failed");
            await admin.AlterUserScramCredentialsAsync([
                new UserScramCredentialDeletion { User = "anna", Mechanism = ScramMechanism.ScramSha256 },
            ]);
            (await ProduceAsync(kafka, "orders-1")).ShouldContain("the user or the password is wrong");
        }
    }

    [Fact]
    public async Task With_mutual_tls_a_client_is_the_subject_of_its_certificate()
    {
        using var certificate = _certificates.Sign("broker");
        using var mine = _certificates.Sign("till-1");
        await using var kafka = await EmbeddedKafka.StartAsync(
            new KafkaOptions
            {
                Tls = new KafkaTls(certificate) { ClientAuthorities = _certificates.Authorities },
                Authorization = new KafkaAuthorization
                {
                    Acls =
                    [
                        KafkaAcl.Allow("CN=till-1", KafkaOperation.Write, KafkaResourceType.Topic, "sales"),
                        KafkaAcl.Allow("CN=till-1", KafkaOperation.Create, KafkaResourceType.Topic, "sales"),
                    ],
                },
            }
        );
        var config = new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            SecurityProtocol = SecurityProtocol.Ssl,
            SslCaPem = _certificates.AuthorityPem,
            SslCertificatePem = mine.ExportCertificatePem(),
            SslKeyPem = mine.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        };
        (await ProduceAsync(config, "sales")).ShouldBe("written");
        (await ProduceAsync(config, "wages")).ShouldContain("Topic authorization failed");
    }

    [Fact]
    public async Task Without_rules_a_client_that_asks_for_them_is_told_so()
    {
        await using var kafka = await EmbeddedKafka.StartAsync();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        (await Should.ThrowAsync<CreateAclsException>(() => admin.CreateAclsAsync([Rule("t")])))
            .Results.Single()
            .Error.Code.ShouldBe(ErrorCode.SecurityDisabled);
    }

    /// <summary>Apache's own tools see and change the same rules and users.</summary>
    [Fact]
    public async Task Apaches_tools_change_rules_and_users()
    {
        if (ApacheHome.Find() is not { } home)
        {
            Assert.Skip("no Apache Kafka here");
            return;
        }

        await using var kafka = await StartAsync();
        var config = Path.Combine(_folder.Path, "root.properties");
        await File.WriteAllTextAsync(
            config,
            """
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="root" password="secret";
            """,
            TestContext.Current.CancellationToken
        );
        string[] known = ["--bootstrap-server", kafka.BootstrapServers, "--command-config", config];
        (
            await ToolAsync(
                home,
                "kafka.admin.ConfigCommand",
                [.. known, .. Words("--alter --entity-type users --entity-name anna --add-config SCRAM-SHA-256=[password=pass]")]
            )
        ).ShouldContain("Completed updating config for user anna");
        (
            await ToolAsync(
                home,
                "kafka.admin.ConfigCommand",
                [.. known, .. Words("--alter --entity-type users --entity-name anna --add-config producer_byte_rate=1000")]
            )
        ).ShouldContain("This broker has no quotas.");
        (await ToolAsync(home, "kafka.admin.ConfigCommand", [.. known, .. Words("--describe --entity-type users")])).ShouldContain(
            "SCRAM-SHA-256=iterations=4096"
        );
        (
            await ToolAsync(
                home,
                "org.apache.kafka.tools.AclCommand",
                [.. known, .. Words("--add --allow-principal User:anna --producer --topic orders- --resource-pattern-type prefixed")]
            )
        ).ShouldContain("operation=WRITE, permissionType=ALLOW");
        (await ProduceAsync(kafka, "orders-1")).ShouldBe("written");
        (
            await ToolAsync(
                home,
                "org.apache.kafka.tools.AclCommand",
                [.. known, .. Words("--list --topic orders-1 --resource-pattern-type match")]
            )
        ).ShouldContain("name=orders-, patternType=PREFIXED");
        await ToolAsync(
            home,
            "org.apache.kafka.tools.AclCommand",
            [.. known, .. Words("--remove --force --topic orders- --resource-pattern-type prefixed")]
        );
        (await ProduceAsync(kafka, "orders-1")).ShouldContain("Topic authorization failed");
    }

    static string[] Words(string line) => line.Split(' ');

    static async Task<string> ToolAsync(string home, string main, string[] arguments)
    {
        var (output, error) = await ForeignProgram.RunAsync(ApacheKafka.At(home).Tool(main, arguments));
        return output + error;
    }

    Task<EmbeddedKafka> StartAsync() =>
        EmbeddedKafka.StartAsync(
            new KafkaOptions
            {
                DataDirectory = Path.Combine(_folder.Path, "data"),
                Authentication = new KafkaAuthentication
                {
                    Users = new PasswordUsers(new Dictionary<string, string> { ["root"] = "secret" }),
                },
                Authorization = new KafkaAuthorization { SuperUsers = ["root"] },
            }
        );

    static AclBinding Rule(string prefix) =>
        new()
        {
            Pattern = new ResourcePattern
            {
                Type = ResourceType.Topic,
                Name = prefix,
                ResourcePatternType = ResourcePatternType.Prefixed,
            },
            Entry = new AccessControlEntry
            {
                Principal = "User:anna",
                Host = "*",
                Operation = AclOperation.All,
                PermissionType = AclPermissionType.Allow,
            },
        };

    static ProducerConfig As(EmbeddedKafka kafka, string user, string password) =>
        new()
        {
            BootstrapServers = kafka.BootstrapServers,
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.ScramSha256,
            SaslUsername = user,
            SaslPassword = password,
        };

    static Task<string> ProduceAsync(EmbeddedKafka kafka, string topic) => ProduceAsync(As(kafka, "anna", "pass"), topic);

    /// <summary>"written", or why not.</summary>
    static async Task<string> ProduceAsync(ProducerConfig config, string topic)
    {
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var producer = new ProducerBuilder<Null, string>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => refused.TrySetResult(error.Reason))
            .Build();
        var written = producer.ProduceAsync(topic, new Message<Null, string> { Value = "x" });
        var first = await Task.WhenAny(written, refused.Task).WaitAsync(Patience);
        if (first == refused.Task)
            return await refused.Task;
        try
        {
            await written;
            return "written";
        }
        catch (ProduceException<Null, string> e)
        {
            return e.Error.Reason;
        }
    }
}
