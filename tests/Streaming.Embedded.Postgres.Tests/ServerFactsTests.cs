using CsCheck;
using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Postgres.Tests;

/// <summary>Readers of what PostgreSQL and the system write.</summary>
public sealed class ServerFactsTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18")]
    [InlineData("initdb (PostgreSQL) 18.4\n", "18.4")]
    [InlineData("postgres (PostgreSQL) 19devel\n", "19.0")]
    [InlineData("postgres (PostgreSQL) 14beta2\n", "14.0")]
    public void A_version_line_is_read(string line, string version) => PostgresBinaries.ParseVersion(line).ShouldBe(Version.Parse(version));

    [Theory]
    [InlineData("")]
    [InlineData("pg_ctl: no such command")]
    [InlineData("postgres (PostgreSQL) 99999999999999999999.1")]
    public void Other_lines_have_no_version(string line) => PostgresBinaries.ParseVersion(line).ShouldBeNull();

    [Fact]
    public void A_postmaster_file_is_read()
    {
        string[] lines = ["4711", "/data/cluster", "1700000000", "5433", "", "127.0.0.1", "  1234  5", "ready   "];

        PostmasterFile.Parse(lines).ShouldBe(new PostmasterFile(4711, 5433, true));
        PostmasterFile.Parse([.. lines[..7], "starting"]).ShouldBe(new PostmasterFile(4711, 5433, false));
        PostmasterFile.Parse(lines[..5]).ShouldBe(new PostmasterFile(4711, 5433, false));
        PostmasterFile.Parse(["-4711", .. lines[1..]])!.Pid.ShouldBe(4711);
    }

    [Fact]
    public void Any_postmaster_file_is_read_or_refused_without_failing() =>
        Gen.OneOf(Gen.String, Gen.Int.Select(i => i.ToString()))
            .Array[0, 9]
            .Sample(lines =>
            {
                var file = PostmasterFile.Parse(lines);
                return file is null or { Pid: > 0, Port: >= 0 and <= ushort.MaxValue };
            });

    [Fact]
    public void Accounts_are_found_by_name()
    {
        string[] passwd = ["root:x:0:0:root:/root:/bin/bash", "broken", "nobody:x:65534:65533:nobody:/:/usr/sbin/nologin", "odd:x:-2:1::"];

        PostgresAccount.Parse(passwd, "nobody").ShouldBe((65534u, 65533u));
        PostgresAccount.Parse(passwd, "odd").ShouldBeNull();
        PostgresAccount.Parse(passwd, "nobod").ShouldBeNull();
    }

    [Fact]
    public void A_process_whose_name_looks_like_fields_keeps_its_start_time() =>
        ProcessIdentity.ParseStart("12 (a) b) (c 1 2 3) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20 21").ShouldBe(987654);

    [Fact]
    public void This_process_is_running_and_its_namesake_is_not()
    {
        var self = ProcessIdentity.Current();

        self.IsRunning().ShouldBeTrue();
        (self with { Start = self.Start + 1 }).IsRunning().ShouldBeFalse();
    }

    [Fact]
    public void Debian_s_wrapper_for_clients_is_not_taken_for_a_server()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(Path.Combine(folder.Path, "pg_ctl"), "#!/bin/sh\n");

        InstalledPostgres.OnPath(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(4L << 30, 256)]
    [InlineData(512L << 30, 1024)]
    public void Shared_buffers_follow_the_memory_within_bounds(long memory, int megabytes) =>
        PostgresSettings
            .For(1, durable: true, lz4: false, memory)
            .ShouldContain(new KeyValuePair<string, string>("shared_buffers", $"{megabytes}MB"));
}
