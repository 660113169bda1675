using System.Diagnostics;
using Streaming.Embedded.Hosting;

namespace Streaming.Embedded.Tests.Hosting;

/// <summary>Another process that uses the embedded services: says its connection string, then waits to be told to end.</summary>
sealed class GuestProcess : IDisposable
{
    readonly Process _process;

    GuestProcess(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    public string ConnectionString { get; }

    /// <summary>Starts one; <paramref name="verb"/> is <c>guest</c> (shares a host) or <c>alone</c> (in-process services).</summary>
    public static async Task<GuestProcess> StartAsync(string verb, string folder)
    {
        var program = HostCommand.ThisProgram(verb).Program;
        var process = Process.Start(
            new ProcessStartInfo(program[0], [.. program.Skip(1), folder])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new GuestProcess(process, line.ShouldNotBeNull());
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    public static async Task<int> RunAsync(string folder) =>
        await UseAsync(await EmbeddedServices.StartOrJoinAsync(TestOptions.In(folder), HostCommand.ThisProgram("host")));

    public static async Task<int> RunAloneAsync(string folder) =>
        await UseAsync(await EmbeddedServices.StartInProcessAsync(TestOptions.In(folder)));

    static async Task<int> UseAsync(EmbeddedServices services)
    {
        await using var _ = services;
        Console.WriteLine(services.PostgresConnectionString);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
