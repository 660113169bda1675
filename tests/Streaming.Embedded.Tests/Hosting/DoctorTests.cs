using Streaming.Embedded.Hosting;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Tests.Hosting;

public sealed class DoctorTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_machine_that_runs_these_tests_is_healthy_and_stays_untouched()
    {
        var report = await EmbeddedDoctor.ExamineAsync(TestOptions.In(_folder.Path));

        report.IsHealthy.ShouldBeTrue(string.Join('\n', report.Findings));
        Finding(report, "PostgreSQL").Detail.ShouldNotBeEmpty();
        Directory.Exists(_folder.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task External_services_that_do_not_answer_are_named_with_a_cure()
    {
        var nobody = LoopbackPort.Choose(0, 0);
        var options = TestOptions.In(_folder.Path) with { Kafka = $"127.0.0.1:{nobody}", Postgres = $"Host=127.0.0.1;Port={nobody}" };

        var report = await EmbeddedDoctor.ExamineAsync(options);

        report.IsHealthy.ShouldBeFalse();
        foreach (var finding in new[] { Finding(report, "Kafka"), Finding(report, "PostgreSQL") })
        {
            finding.Verdict.ShouldBe(DoctorVerdict.Bad);
            finding.Cure.ShouldNotBeNull().ShouldContain("embedded");
        }
    }

    [Fact]
    public async Task Cures_name_settings_as_the_program_calls_them()
    {
        var nobody = LoopbackPort.Choose(0, 0);
        var options = TestOptions.In(_folder.Path) with
        {
            Kafka = $"127.0.0.1:{nobody}",
            Postgres = $"Host=127.0.0.1;Port={nobody}",
            Names = new SettingNames { Kafka = "SHOP_KAFKA", Postgres = "SHOP_DATABASE" },
        };

        var report = await EmbeddedDoctor.ExamineAsync(options);

        Finding(report, "Kafka").Cure.ShouldNotBeNull().ShouldContain("without SHOP_KAFKA the embedded broker serves");
        Finding(report, "PostgreSQL").Cure.ShouldNotBeNull().ShouldContain("without SHOP_DATABASE the embedded one serves");
    }

    [Fact]
    public async Task An_external_PostgreSQL_that_answers_tells_its_version()
    {
        await using var server = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = _folder.Path, Durable = false });

        var report = await EmbeddedDoctor.ExamineAsync(TestOptions.In(_folder.Path) with { Postgres = server.ConnectionString });

        Finding(report, "PostgreSQL").Detail.ShouldContain(server.Version.Major.ToString());
        Finding(report, "PostgreSQL").Detail.ShouldNotContain("Password");
    }

    [Theory]
    [InlineData("localhost:9092", "localhost", 9092)]
    [InlineData("kafka", "kafka", 9092)]
    [InlineData("PLAINTEXT://kafka:19092", "kafka", 19092)]
    [InlineData("[::1]:9093", "::1", 9093)]
    [InlineData("[::1]", "::1", 9092)]
    public void Bootstrap_servers_are_split(string server, string host, int port)
    {
        KafkaDoctor.TryParse(server, out var foundHost, out var foundPort).ShouldBeTrue();
        (foundHost, foundPort).ShouldBe((host, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":9092")]
    [InlineData("kafka:port")]
    [InlineData("kafka:0")]
    [InlineData("kafka:70000")]
    public void What_is_no_address_is_refused(string server) => KafkaDoctor.TryParse(server, out _, out _).ShouldBeFalse();

    static DoctorFinding Finding(DoctorReport report, string subject) => report.Findings.Single(f => f.Subject == subject);
}
