using Streaming.EndToEnd.Tests.Harness;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>Versions of the sample pipeline.</summary>
static class SampleVersions
{
    /// <summary>
    /// Version 2: a new optional field, an expression over it, windows over old fields in the first stage and in the last (further
    /// back than any before), one over the new field, and one that the first stage computes and the last one decides by.
    /// </summary>
    public static PipelinePlan Second(PipelinePlan first) =>
        Changed(
            first,
            ("version: 1", "version: 2"),
            (
                "    amount: { type: double, min: 0 }\n",
                "    channel: { type: string, optional: true }\n    amount: { type: double, min: 0 }\n"
            ),
            (
                "  relative:",
                """
                  web: coalesce(channel == 'web', false)
                  account_most: { max: amount, per: account, over: 2d }
                  account_channels: { distinct: channel, per: account, over: 1d }
                  device_sum: { sum: amount, per: device, over: 3d }
                  relative:
                """
            ),
            ("decide: { block: score >= 0.8,", "decide: { look: web == 1 and score >= 0.6, block: score >= 0.8,")
        );

    /// <summary>The text with its parts replaced; each has to be there.</summary>
    public static PipelinePlan Changed(PipelinePlan plan, params (string Part, string Instead)[] changes)
    {
        var text = plan.Topology.Text;
        foreach (var (part, instead) in changes)
        {
            text.ShouldContain(part);
            text = text.Replace(part, instead, StringComparison.Ordinal);
        }

        return PlanCompiler.Compile(TopologyLoader.Parse(text));
    }

    /// <summary>From some event on, the new field is sent.</summary>
    public static List<SampleEvent> Events(int count, int seed, int channelFrom) =>
        [
            .. Sample
                .Events(count, seed)
                .Select(
                    (e, i) =>
                        i < channelFrom
                            ? e
                            : e with
                            {
                                Channel =
                                    i % 3 == 0 ? "web"
                                    : i % 3 == 1 ? "shop"
                                    : null,
                            }
                ),
        ];
}
