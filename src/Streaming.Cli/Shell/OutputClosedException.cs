namespace Streaming.Cli.Shell;

/// <summary>
/// The reader of standard output has gone, as <c>| head</c> does once it has seen enough. No fault: the command ends.
/// </summary>
public sealed class OutputClosedException(IOException fault) : IOException(fault.Message, fault)
{
    /// <summary>A fault that a library has wrapped counts too.</summary>
    public static bool IsCause(Exception? fault) => fault is OutputClosedException || (fault is not null && IsCause(fault.InnerException));
}
