using System.Diagnostics;

namespace Streaming.Torture.Scene;

/// <summary>
/// This program run again under a hidden verb, or a Java process. The child ends when its standard input closes, so that none
/// outlives us, however we end. What it says goes to a log file; lines that begin with a word and a colon are messages for us.
/// </summary>
sealed class ChildProcess : IAsyncDisposable
{
    const string Ready = "ready:";
    const string Fault = "fault:";

    readonly Process _process;
    readonly int _pid;
    readonly StreamWriter _log;
    readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _exit;

    ChildProcess(Process process, StreamWriter log)
    {
        (_process, _pid, _log) = (process, process.Id, log);
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _exit = EndAsync();
    }

    public bool HasExited => _exit.IsCompleted;

    /// <summary>What it said it ended of; null where it said nothing.</summary>
    public string? FaultSaid { get; private set; }

    /// <summary>Completes with what the child says when it is up; cancelled where it ends before.</summary>
    public Task<string> IsReady => _ready.Task;

    /// <summary>Completes when the process has ended and all its words are heard.</summary>
    public Task Exit => _exit;

    /// <summary>The command line that runs this program under a hidden verb.</summary>
    public static IReadOnlyList<string> OfThisProgram(TortureOptions options, string verb, string argument) =>
        [.. options.Program, verb, argument, "--verbose"];

    public static ChildProcess Start(IReadOnlyList<string> command, string log)
    {
        var info = new ProcessStartInfo(command[0], [.. command.Skip(1)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Whoever is killed every few seconds should start fast; what is compiled quickly computes the same.
        info.Environment["DOTNET_TC_QuickJit"] = "1";
        var writer = new StreamWriter(log, append: true) { AutoFlush = true };
        writer.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} --- started");
        return new ChildProcess(Process.Start(info) ?? throw new InvalidOperationException($"{command[0]} cannot be started."), writer);
    }

    public int Id => _pid;

    /// <param name="withChildren">And those that it has started.</param>
    public void Kill(bool withChildren = false)
    {
        if (!HasExited)
            _process.Kill(withChildren);
    }

    public void Freeze()
    {
        if (!HasExited)
            UnixSignal.Freeze(_pid);
    }

    public void Thaw()
    {
        if (!HasExited)
            UnixSignal.Thaw(_pid);
    }

    /// <summary>Says a line to it.</summary>
    public void Say(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has just ended.
        }
    }

    /// <summary>Asks it to end; true where it did in time.</summary>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        _process.StandardInput.Close();
        return await Task.WhenAny(_exit, Task.Delay(limit)) == _exit;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _exit;
        _process.Dispose();
    }

    async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        _ready.TrySetCanceled();
        lock (_log)
        {
            _log.WriteLine($"--- ended with {_process.ExitCode}");
            _log.Dispose();
        }
    }

    void Heard(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
        if (line.StartsWith(Ready, StringComparison.Ordinal))
            _ready.TrySetResult(line[Ready.Length..].Trim());
        if (line.StartsWith(Fault, StringComparison.Ordinal))
            FaultSaid = line[Fault.Length..].Trim();
    }
}
