using System.ComponentModel.DataAnnotations;
using Streaming.Events.Time;
using Streaming.Learning.Fairness;

namespace Streaming.Application.FindProxies;

/// <summary>Of which rows, and what is called a proxy.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record FindProxiesRequest(string Topology)
{
    /// <summary>First event time that counts; null: the first.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows count; null: to the last.</summary>
    public Timestamp? To { get; init; }

    /// <summary>What tells a group with at least this area under the ROC curve is called a proxy of it; 0.5 tells nothing, 1 all.</summary>
    [Range(0.5, 1.0)]
    public double Above { get; init; } = 0.6;
}

/// <summary>What tells groups apart although a model is not told of them.</summary>
/// <param name="Topology">Whose features.</param>
/// <param name="Above">What is called a proxy.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Attributes">In declared order.</param>
/// <param name="Proxies">Those that are known to be, in sentences; none: there is none.</param>
public sealed record FoundProxies(
    string Topology,
    double Above,
    int Rows,
    IReadOnlyList<AttributeProxies> Attributes,
    IReadOnlyList<string> Proxies
)
{
    internal static FoundProxies Of(string topology, double above, ProxyReport report) =>
        new(topology, above, report.Rows, report.Attributes, [.. report.Attributes.SelectMany(a => Sentences(a, above))]);

    /// <summary>By the nearer end of the interval: by chance alone, hardly one in forty is named that is none.</summary>
    static IEnumerable<string> Sentences(AttributeProxies attribute, double above)
    {
        foreach (var group in attribute.Groups)
        {
            foreach (var proxy in group.Features.Where(proxy => proxy.AtLeast >= above))
            {
                yield return FormattableString.Invariant(
                    $"{proxy.Feature} tells {attribute.Name} '{group.Name}' with an area of {proxy.Strength:0.000}: the group has "
                ) + $"{(proxy.Area.Value > 0.5 ? "greater" : "lesser")} values.";
            }

            if (group.Together is { Low: { } low } together && low >= above)
            {
                yield return FormattableString.Invariant(
                    $"All features together tell {attribute.Name} '{group.Name}' with an area of {together.Value:0.000}."
                );
            }
        }
    }
}
