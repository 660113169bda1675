using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Inference.Models;
using Streaming.Inference.Serving;
using Streaming.TestDriver;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.TestTopology;

/// <summary>Runs the tests that stand in a topology file, without broker or database.</summary>
public sealed class TestTopologyOperation()
    : Operation<TestTopologyRequest, TestedTopology>(new OperationInfo("topology.test", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(TestTopologyRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<TestedTopology> RunAsync(
        TestTopologyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        if (topology.Tests.Count == 0)
            throw new StreamingException($"{topology.File} has no tests: write some under `tests:`, as docs/topology-tests.md shows.");
        var model = request.Model is { } path ? await ModelOfAsync(path, topology, context, stop) : null;
        return TestedTopology.Of(topology.Name, topology.File, [.. TopologyTests.Run(topology, model)]);
    }

    /// <summary>Each test disposes of its own.</summary>
    static async Task<Func<ServedModel>> ModelOfAsync(string path, TopologyModel topology, OperationContext context, CancellationToken stop)
    {
        var content = ModelFiles.Understand(await ModelFiles.ReadAsync(path, stop), topology);
        var logger = context.Loggers.CreateLogger<TestTopologyOperation>();
        return () => ModelFiles.Serve(content, new ModelVersion(Path.GetFileName(path), 0, content.Hash), topology, logger);
    }
}
