using Streaming.Application.Operations;
using Streaming.Publishing;
using Streaming.Topology.Model;

namespace Streaming.Application.PublishFile;

/// <summary>How far publishing is, in the words of operations.</summary>
static class PublishProgressWords
{
    public static Action<PublishProgress> Of(TopologyModel topology, OperationContext context) =>
        state => context.Report(new Advanced($"publishing to {topology.Source.Topic}", state.Events, "events", state.Fraction));
}
