using System.Globalization;
using Streaming.Application.FindRecord;

namespace Streaming.Cli.Commands.LineageOf;

/// <summary>On what evidence a guard tripped, for people.</summary>
static class GuardEvidence
{
    /// <param name="counted">So many decisions.</param>
    /// <param name="of">Of so many.</param>
    /// <param name="limited">Were so.</param>
    /// <param name="groups">Of which group, and what it was held against; null where all rows are counted together.</param>
    public static string Of(long? counted, long? of, string? limited, FoundContrast? groups) =>
        groups is null
            ? $"{counted:N0} of {of:N0} decisions within its window were {limited}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{counted:N0} of {of:N0} decisions about '{groups.Group}' within its window were {limited} ({groups.Rate:P1}), and "
                    + $"{groups.OtherCounted:N0} of {groups.OtherOf:N0} about '{groups.Other}' ({groups.OtherRate:P1}): a ratio of "
                    + $"{groups.Ratio:0.000}, and below {groups.Highest:0.000} with the confidence that is asked for"
            );
}
