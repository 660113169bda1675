using System.CommandLine.Parsing;
using System.Text;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands;

/// <summary>Points in time on the command line.</summary>
static class TimeWords
{
    /// <summary>Null for what was not said. The text has been checked.</summary>
    public static Timestamp? Parse(string? text) =>
        text is not null && IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out var time) ? time : null;

    public static void Check(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && Parse(text) is null)
            result.AddError($"{result.Option.Name} {text}: write a time such as 2018-06-11 or 2018-06-11T12:00:00Z.");
    }
}
