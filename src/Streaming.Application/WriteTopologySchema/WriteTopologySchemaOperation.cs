using Streaming.Application.Operations;
using Streaming.Topology.Schema;

namespace Streaming.Application.WriteTopologySchema;

/// <summary>There is but one.</summary>
public sealed record WriteTopologySchemaRequest;

/// <summary>The JSON Schema of topology files, for completion in editors.</summary>
public sealed class WriteTopologySchemaOperation()
    : Operation<WriteTopologySchemaRequest, string>(
        new OperationInfo("topology.schema", Role.Viewer, Recording.Summarised) { Reach = Reach.Nothing }
    )
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(WriteTopologySchemaRequest request) => null;

    /// <inheritdoc/>
    protected internal override Task<string> RunAsync(
        WriteTopologySchemaRequest request,
        OperationContext context,
        CancellationToken stop
    ) => Task.FromResult(TopologyJsonSchema.Write().TrimEnd('\n'));
}
