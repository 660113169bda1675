using Streaming.Cli.Torture;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>The short form of <c>streaming torture</c>: every kind of fault, in real processes, from a fixed seed.</summary>
public sealed class ShortTortureTests
{
    [Fact]
    public async Task Whatever_is_killed_frozen_or_cut_off_nothing_is_lost_twice_or_different()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Processes are frozen and killed with Unix signals.");
        var folder = Path.Combine(Path.GetTempPath(), $"streaming-torture-test-{Environment.ProcessId}");
        var options = new TortureOptions
        {
            Faults = 18,
            Seed = 20_240_301,
            Folder = folder,
            Program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "streaming.dll")],
        };

        var report = await new TortureRun(options, TestContext.Current.SendDiagnosticMessage).RunAsync(TestContext.Current.CancellationToken);

        // What it found is in the message; data and logs stay where they are.
        report.First.ShouldBeEmpty($"seed {options.Seed}, see {folder}");
        report.Faults.Count.ShouldBe(options.Faults);
        report.Counts.ComparedWithCalm.ShouldBeGreaterThan(0);
        Directory.Delete(folder, recursive: true);
    }
}
