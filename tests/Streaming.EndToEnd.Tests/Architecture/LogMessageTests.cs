using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Streaming.Topology.Tests.Schema;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>Operators filter and alert by event id: an id means one message, for good.</summary>
public sealed class LogMessageTests
{
    static readonly IReadOnlyList<(Assembly Assembly, LoggerMessageAttribute Message)> All =
    [
        .. ProductAssemblies
            .Methods()
            .Select(m => (m.DeclaringType!.Assembly, Message: m.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(m => m.Message is not null)
            .OrderBy(m => m.Message.EventId),
    ];

    [Fact]
    public void Event_ids_are_unique()
    {
        All.Count.ShouldBeGreaterThan(30);
        All.Select(m => m.Message.EventId).ShouldBeUnique();
    }

    /// <summary>Fails where an id was taken from another project's range, in which its next message would go.</summary>
    [Fact]
    public void Each_project_has_a_range_of_its_own()
    {
        var ranges = All.GroupBy(m => m.Assembly)
            .Select(g => (From: g.Min(m => m.Message.EventId), To: g.Max(m => m.Message.EventId), g.Key))
            .OrderBy(r => r.From)
            .ToList();
        foreach (var (one, next) in ranges.Zip(ranges.Skip(1)))
            next.From.ShouldBeGreaterThan(one.To, $"{next.Key.GetName().Name} and {one.Key.GetName().Name}");
    }

    [Fact]
    public void The_page_of_log_messages_is_up_to_date() => GeneratedFile.UpToDate("docs/log-messages.md", _ =>
        {
            var page = new StringBuilder(
                """
                # Log messages

                What the pipeline logs, by event id. An id means the same message in every release; what stands in braces is a property of the entry,
                for whoever filters or alerts. `Warning` and `Error` call for a look; normal operation logs neither.

                | id | level | message | project |
                |---|---|---|---|

                """
            );
            foreach (var (assembly, message) in All)
            {
                page.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"| {message.EventId} | {message.Level} | {message.Message.Replace("|", "\\|", StringComparison.Ordinal)} | "
                        + $"{assembly.GetName().Name} |\n"
                );
            }

            return page.ToString();
        });
}
