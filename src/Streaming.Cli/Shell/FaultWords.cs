using Streaming.Application.Operations;

namespace Streaming.Cli.Shell;

/// <summary>Faults in the command line's words: what would mend one is a command or an option.</summary>
static class FaultWords
{
    /// <param name="fault">What went wrong.</param>
    /// <param name="verbose">With where.</param>
    public static string Describe(Exception fault, bool verbose)
    {
        var told = OperationFault.Of(fault);
        return Of(verbose ? told with { Message = fault.ToString() } : told);
    }

    /// <summary>The message and what to do.</summary>
    public static string Of(OperationFault fault)
    {
        if (fault.Cure is not var (code, arguments))
            return fault.Message;
        var cure = CureWords.Of(code, arguments) ?? $"({fault.Cure})";
        return fault.Message switch
        {
            var lines when lines.Contains('\n', StringComparison.Ordinal) => $"{lines}\n{cure}",
            [.., '.' or '!' or '?' or ')'] sentence => $"{sentence} {cure}",
            var words => $"{words}. {cure}",
        };
    }
}
