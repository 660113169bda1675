using Streaming.Lineage.Batches;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Requests;

/// <summary>What computes the batches of requests again: a stage that is given its features, and scores.</summary>
static class RequestStage
{
    public static StagePlan Of(PipelinePlan plan) =>
        new()
        {
            Name = StreamKey.Requests,
            Inputs = [],
            Features = [],
            Carried = plan.Topology.Features,
            Channels = [],
            Final = true,
            Group = "",
            EmittedTopic = "",
        };
}
