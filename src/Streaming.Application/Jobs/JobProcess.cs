using System.Diagnostics;
using System.Globalization;
using Streaming.Application.Settings;
using Streaming.Embedded.Hosting;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>
/// Runs a job in a process of its own that steps back behind this one: what it takes of processor time is what the pipeline leaves, and
/// what breaks it breaks nothing else. It takes the job itself, so that its lease ends with it.
/// </summary>
sealed class JobProcess(IReadOnlyList<string> verb, Connections connections)
{
    /// <summary>How long a process may take to give its job back; then it is killed, and its lease ends by itself.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task RunAsync(Job job, CancellationToken stop)
    {
        using var process = Start(job);
        // Whoever talks to nobody would fill the pipe and wait.
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        using (stop.Register(process.StandardInput.Close))
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!process.HasExited)
            await EndAsync(process);
        await output;
        if (process.ExitCode != 0 && !stop.IsCancellationRequested)
            throw new StreamingException($"The process of job {job.Id} ended with code {process.ExitCode}: {(await said).Trim()}");
    }

    static async Task EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    Process Start(Job job)
    {
        string[] command = [.. SteppingBack.Words, .. HostCommand.ThisProgram(verb).Program, job.Id.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Not on the command line, where everybody on the machine reads it.
        start.Environment[ConnectionResolver.KafkaVariable] = connections.Kafka;
        start.Environment[ConnectionResolver.PostgresVariable] = connections.Postgres;
        var process = Process.Start(start) ?? throw new StreamingException($"{command[0]} could not be started for job {job.Id}.");
        if (OperatingSystem.IsWindows())
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        return process;
    }
}
