namespace Streaming.Cli.Shell;

/// <summary>What the program tells the shell.</summary>
public static class ExitCode
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>The command was understood and could not be done; the reason stands on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
