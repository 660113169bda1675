using System.Diagnostics;
using Streaming.Application.Jobs;

namespace Streaming.Application.Tests.Jobs;

/// <summary>What is told to step back is asked about itself, as the kernel sees it.</summary>
public sealed class SteppingBackTests
{
    const string Low = "10";

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_steps_back_has_a_low_priority()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells of a process in this way.");

        var stat = await RunAsync("cat", "/proc/self/stat");
        var afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        // proc_pid_stat(5): the niceness is field 19, the state, which follows the name, field 3.
        afterName[19 - 3].ShouldBe(Low);
    }

    [Fact]
    public async Task Its_session_steps_back_too()
    {
        const string path = "/proc/self/autogroup";
        var own = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.SkipWhen(own.Length == 0, "This kernel does not share time among sessions.");

        var its = (await RunAsync("cat", path)).Split(' ');

        its[0].ShouldNotBe(own.Split(' ')[0]);
        its[^1].Trim().ShouldBe(Low);
    }

    [Fact]
    public async Task Half_of_the_processors_are_never_its_own()
    {
        const string path = "/proc/self/status";
        Assert.SkipUnless(File.Exists(path), "Only Linux tells of a process in this way.");
        var own = Processors(await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken));
        Assert.SkipWhen(own.Count < 2, "There is one processor.");

        var its = Processors((await RunAsync("cat", path)).Split('\n'));

        its.ShouldBeSubsetOf(own);
        its.Count.ShouldBe(own.Count / 2);
    }

    [Fact]
    public async Task Its_words_are_taken_as_they_are() =>
        (await RunAsync("printf", "%s|%s|%s", "a b", "$HOME", "'")).ShouldBe("a b|$HOME|'");

    /// <summary>Of proc_pid_status(5), such as <c>Cpus_allowed_list: 0-3,8</c>.</summary>
    static List<int> Processors(IEnumerable<string> status) =>
        [
            .. status
                .Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))
                .Split(':')[1]
                .Split(',')
                .Select(range => range.Split('-').Select(int.Parse).ToArray())
                .SelectMany(ends => Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)),
        ];

    static async Task<string> RunAsync(params string[] command)
    {
        string[] words = [.. SteppingBack.Words, .. command];
        using var process = Process.Start(
            new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Deadline);
        var output = await process.StandardOutput.ReadToEndAsync(stop.Token);
        await process.WaitForExitAsync(stop.Token);
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
