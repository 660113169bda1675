using System.Text.Json.Serialization;
using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Application.ListTopologies;

/// <param name="Topologies">Names and paths of those that are wanted; null: all in ./topology and all that come with the program.</param>
public sealed record ListTopologiesRequest(IReadOnlyList<string>? Topologies = null);

/// <summary>A topology that can be named.</summary>
/// <param name="Name">As its file says.</param>
/// <param name="Word">What it is found by: its name, or a path.</param>
/// <param name="Version">Of its file.</param>
/// <param name="Source">Topic that its events come from.</param>
/// <param name="Predictions">Topic that its predictions go to.</param>
/// <param name="Model">Name of the model that scores; null: none.</param>
public sealed record ListedTopology(
    string Name,
    // Callers from outside know topologies by their names; where they lie is nobody else's business.
    [property: JsonIgnore] string Word,
    int Version,
    string Source,
    string Predictions,
    string? Model
);

/// <summary>Which topologies there are, without broker or database.</summary>
public sealed class ListTopologiesOperation()
    : Operation<ListTopologiesRequest, IReadOnlyList<ListedTopology>>(
        new OperationInfo("topology.list", Role.Viewer, Recording.Summarised) { Reach = Reach.Nothing }
    )
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListTopologiesRequest request) => null;

    /// <inheritdoc/>
    protected internal override Task<IReadOnlyList<ListedTopology>> RunAsync(
        ListTopologiesRequest request,
        OperationContext context,
        CancellationToken stop
    ) => Task.FromResult<IReadOnlyList<ListedTopology>>([.. (request.Topologies ?? TopologyLoader.Names()).Select(Listed)]);

    static ListedTopology Listed(string word)
    {
        var topology = TopologyLoader.Load(word);
        return new ListedTopology(
            topology.Name,
            word,
            topology.Version,
            topology.Source.Topic,
            topology.Output.Predictions,
            topology.Score.Model
        );
    }
}
