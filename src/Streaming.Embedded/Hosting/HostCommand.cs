using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>How a host process is started: a command line that ends in a call of <see cref="EmbeddedHost.RunAsync"/> with the last
/// argument.</summary>
/// <param name="Program">Program and arguments, before the one that is added.</param>
public sealed record HostCommand(IReadOnlyList<string> Program)
{
    /// <summary>This program run again with other words.</summary>
    public static HostCommand ThisProgram(params IReadOnlyList<string> words)
    {
        var program = Environment.ProcessPath
            ?? throw new EmbeddedException("The path of this program is unknown, so it cannot run itself as a host.");
        // Started as 'dotnet Program.dll', the process is dotnet. (An assembly inside a single file has no location of its own.)
        var viaDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet" && Assembly.GetEntryAssembly() is not null;
        return new HostCommand(
            viaDotnet
                ? [program, Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()!.GetName().Name}.dll"), .. words]
                : [program, .. words]
        );
    }

    /// <summary>Starts the host apart from this process: own session, own output file, so that neither Ctrl-C nor our end reaches
    /// it.</summary>
    internal async Task<ProcessIdentity?> StartAsync(EmbeddedOptions options, HostFolder folder, CancellationToken stop)
    {
        string[] command = [.. Program, JsonSerializer.Serialize(options)];
        if (OperatingSystem.IsWindows())
        {
            // A console of its own keeps Ctrl-C away; a process there does not end with its parent.
            using var process = Process.Start(
                new ProcessStartInfo(command[0], command.Skip(1)) { CreateNoWindow = true, WorkingDirectory = folder.Path }
            );
            return process is null ? null : ProcessIdentity.Of(process.Id);
        }
        const string Detach = """
            log=$1; shift
            trap '' HUP
            if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; else set -m; fi
            "$@" </dev/null >"$log" 2>&1 &
            echo $!
            """;
        var result = await RunAsync(["/bin/sh", "-c", Detach, "sh", folder.Log, .. command], folder.Path, stop);
        return int.TryParse(result.Output.Trim(), CultureInfo.InvariantCulture, out var pid)
            ? ProcessIdentity.Of(pid)
            : throw new EmbeddedException($"The host of the embedded services could not be started: {result.Tail}");
    }

    static async Task<ToolResult> RunAsync(IReadOnlyList<string> command, string folder, CancellationToken stop)
    {
        try
        {
            return await ToolProcess.RunAsync(command, TimeSpan.FromSeconds(20), stop, folder);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new EmbeddedException(e.Message, e);
        }
    }
}
