using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Postgres.Tests;

public sealed class NpmPostgresTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_npm_package_serves_a_machine_without_PostgreSQL()
    {
        Assert.SkipWhen(ToolProcess.Find("npm") is null, "npm is not on this machine");
        Assert.SkipWhen(NpmPostgres.Platform is null, "the npm package has no build for this platform");

        await using var server = await EmbeddedPostgres.StartAsync(
            new PostgresOptions
            {
                DataDirectory = _folder.Path,
                Durable = false,
                Source = PostgresSource.Npm,
            }
        );

        server.Version.Major.ShouldBe(18);
        (await Sql.ScalarAsync(server.ConnectionString, "SELECT upper('ok')")).ShouldBe("OK");
    }

    [Fact]
    public void Links_are_made_as_the_package_lists_them()
    {
        var library = Path.Combine(_folder.Path, "native", "lib", "libpq.so.5.18");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.WriteAllText(library, "library");

        NpmPostgres.MakeLinks(_folder.Path, [new("native/lib/libpq.so.5.18", "native/lib/libpq.so.5")]);

        var link = new FileInfo(Path.Combine(_folder.Path, "native", "lib", "libpq.so.5"));
        link.LinkTarget.ShouldBe("libpq.so.5.18");
        File.ReadAllText(link.FullName).ShouldBe("library");
    }

    [Theory]
    [InlineData("../outside", "native/lib/a")]
    [InlineData("native/lib/a", "../../etc/passwd")]
    [InlineData("native/lib/a", "/etc/passwd")]
    public void A_link_that_leaves_the_package_is_refused(string source, string target)
    {
        Directory.CreateDirectory(_folder.Path);

        Should
            .Throw<EmbeddedPostgresException>(() => NpmPostgres.MakeLinks(_folder.Path, [new(source, target)]))
            .Message.ShouldContain("leaves its folder");
    }
}
