using System.Diagnostics;
using Streaming.Topology;

namespace Streaming.Testing.Apache;

/// <summary>A folder of jars, and the Java that runs what is in them.</summary>
sealed class JavaClasses
{
    // Programs are started again and again: quick compilation and a simple collector, for a fast start on few processors.
    static readonly string[] QuickStart = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

    readonly string _java;
    readonly string _classes;
    readonly IReadOnlyList<string> _machine;

    JavaClasses(string java, string classes, IReadOnlyList<string> machine) => (_java, _classes, _machine) = (java, classes, machine);

    /// <param name="folder">Where the jars are.</param>
    /// <param name="machine">Options of the Java machine; null: those for a quick start.</param>
    /// <exception cref="StreamingException">There is no Java.</exception>
    public static JavaClasses In(string folder, IReadOnlyList<string>? machine = null)
    {
        var java =
            Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } jdk && File.Exists(Path.Combine(jdk, "bin", "java"))
                ? Path.Combine(jdk, "bin", "java")
                : OnPath()
                    ?? throw new StreamingException(
                        "Apache Kafka needs Java 17 or newer, and there is no 'java' on PATH or in JAVA_HOME. Install one."
                    );
        return new JavaClasses(java, Path.Combine(folder, "*"), machine ?? QuickStart);
    }

    /// <summary>The command line that runs a class, or a program of one source file.</summary>
    public string[] Command(string main, params string[] arguments) =>
        [_java, .. _machine, "-Djava.awt.headless=true", "-cp", _classes, main, .. arguments];

    /// <summary>Runs a class to its end; gives what it said where it failed.</summary>
    public async Task<string?> RunAsync(string main, string[] arguments, string folder, TimeSpan limit, CancellationToken cancel)
    {
        var command = Command(main, arguments);
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = folder,
            }
        )!;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(limit);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(timer.Token),
                process.StandardError.ReadToEndAsync(timer.Token)
            );
            await process.WaitForExitAsync(timer.Token);
            return process.ExitCode == 0 ? null : string.Concat(said).Trim();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"it did not finish within {limit.TotalSeconds:0} s and was stopped";
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "java.exe" : "java"))
            .FirstOrDefault(File.Exists);
}
