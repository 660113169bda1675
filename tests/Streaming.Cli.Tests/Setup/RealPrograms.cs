using System.Collections.Concurrent;
using System.Diagnostics;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Tests.Setup;

/// <summary>The program in processes of its own, which can be killed.</summary>
sealed class RealPrograms(string folder, IReadOnlyDictionary<string, string> variables) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly List<Process> _processes = [];
    readonly ConcurrentQueue<string> _lines = [];

    /// <summary>What all of them have written so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public Process Start(params string[] words) => Start(words, null);

    /// <summary>Variables that name services.</summary>
    public static Dictionary<string, string> With(TemporaryServices services) =>
        new(StringComparer.Ordinal)
        {
            ["STREAMING_KAFKA"] = services.Services.BootstrapServers,
            ["STREAMING_POSTGRES"] = services.Services.PostgresConnectionString,
        };

    /// <summary>`streaming serve` without jobs, once it listens; the addresses are in the order in which they were asked for.</summary>
    public async Task<(Process Process, IReadOnlyList<Uri> Addresses)> ServeAsync(params string[] words)
    {
        var said = new TaskCompletionSource<IReadOnlyList<Uri>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Start(["serve", "--jobs", "0", .. words], (_, line) =>
        {
            if (line.Data?.Split("Listening at ") is [_, var rest])
                said.TrySetResult([.. rest.Split(". ")[0].Split(" and ").Select(address => new Uri(address))]);
        });
        return (process, await said.Task.WaitAsync(Patience));
    }

    Process Start(string[] words, DataReceivedEventHandler? hear)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streaming.dll"), .. words])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        _processes.Add(process);
        process.OutputDataReceived += hear;
        process.ErrorDataReceived += hear;
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Kills a process with all that it has started.</summary>
    public static async Task KillAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Ends those that a test that fails leaves, with the jobs that they run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await KillAsync(process);
            process.Dispose();
        }
    }
}
