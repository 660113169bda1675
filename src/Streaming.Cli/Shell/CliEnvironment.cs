namespace Streaming.Cli.Shell;

/// <summary>What the program gets from outside: streams, environment variables, working directory, clock.</summary>
public sealed record CliEnvironment
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Results that are no text, by the same way.</summary>
    public Func<Stream> OpenOut { get; init; } = static () => Stream.Null;

    /// <summary>Progress, notes and faults.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Results go to a terminal: colours and live displays are welcome.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Progress goes to a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Null for a variable that is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Folder in which <c>streaming.yaml</c> is looked for.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The process is this program's own, so that it can be started again beside itself.</summary>
    public bool OwnProcess { get; init; }

    /// <summary>The clock that commands go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Everything from this process.</summary>
    public static CliEnvironment OfThisProcess() =>
        new()
        {
            Out = StandardOutput.Text(),
            OpenOut = StandardOutput.Bytes,
            Error = Console.Error,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Variable = Environment.GetEnvironmentVariable,
            WorkingDirectory = Directory.GetCurrentDirectory(),
            OwnProcess = true,
        };
}
