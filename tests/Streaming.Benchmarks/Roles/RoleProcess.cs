using System.Diagnostics;
using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Benchmarks.Roles;

/// <summary>This program run again in a role; ends with this object.</summary>
sealed class RoleProcess : IAsyncDisposable
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly string _verb;

    RoleProcess(Process process, string verb) => (_process, _verb) = (process, verb);

    public int Pid => _process.Id;

    /// <param name="verb">The role.</param>
    /// <param name="task">What it is to do.</param>
    /// <param name="before">Words before its command.</param>
    public static RoleProcess Start<T>(string verb, T task, params IReadOnlyList<string> before)
    {
        IReadOnlyList<string> command = [.. before, .. HostCommand.ThisProgram(verb).Program];
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), JsonSerializer.Serialize(task, ResultJson.OneLine)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new RoleProcess(Process.Start(start)!, verb);
    }

    /// <summary>Says a word; what the role answers is heard with <see cref="HearAsync"/>.</summary>
    public async Task SayAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next thing the role says.</summary>
    /// <exception cref="StreamingException">It ended instead.</exception>
    public async Task<T> HearAsync<T>(CancellationToken stop) =>
        await _process.StandardOutput.ReadLineAsync(stop) is { } line
            ? JsonSerializer.Deserialize<T>(line, ResultJson.OneLine)!
            : throw new StreamingException($"The process in {_verb} ended; what it said is above.");

    /// <summary>Whether it had said more before it ended.</summary>
    public async Task<bool> MoreAsync(CancellationToken stop) => await _process.StandardOutput.ReadLineAsync(stop) is not null;

    public async Task<T> AskAsync<T>(string word, CancellationToken stop)
    {
        await SayAsync(word);
        return await HearAsync<T>(stop);
    }

    /// <summary>Ends it without a chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and makes it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Farewell);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }
}
