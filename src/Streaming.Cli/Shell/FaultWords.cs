using Streaming.Application.Operations;

namespace Streaming.Cli.Shell;

/// <summary>Faults in the command line's words: what would mend one is a command.</summary>
static class FaultWords
{
    /// <param name="fault">What went wrong.</param>
    /// <param name="verbose">With where.</param>
    public static string Describe(Exception fault, bool verbose) => verbose ? fault.ToString() : Of(OperationFault.Of(fault));

    /// <summary>The message and what to do.</summary>
    public static string Of(OperationFault fault) => CureOf(fault) is { } cure ? $"{fault.Message} {cure}" : fault.Message;

    static string? CureOf(OperationFault fault) =>
        fault.Cure switch
        {
            null => null,
            { Code: "examine" } => "See whether Kafka and PostgreSQL run and can be reached: streaming doctor",
            { Code: "report" } => "(--verbose shows where; please report it)",
            { Code: "list-jobs" } => "See which there are: streaming jobs list",
            { Code: "show-job", Arguments: [var job, ..] } => $"See how it goes: streaming jobs show {job}",
            { } other => $"({string.Join(' ', [other.Code, .. other.Arguments])})",
        };
}
