using System.Text.Json.Serialization;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Topology;

namespace Streaming.Application.DescribeInterface;

/// <summary>A model that can be asked.</summary>
/// <param name="Model">Name of the model.</param>
public sealed record DescribeInterfaceRequest(string Model)
{
    /// <summary>A name from ./topology, or a path: whose model it is. A door gives it.</summary>
    [JsonIgnore]
    public string Topology { get; init; } = "";

    /// <summary>The version in use is loaded before the answer, where it is not yet: a door says so.</summary>
    [JsonIgnore]
    public bool Loads { get; init; }
}

/// <summary>How a model is asked.</summary>
/// <param name="Model">Its name.</param>
/// <param name="InUse">The version that scores where none is named; null: none does, and none can be asked without being named.</param>
/// <param name="Versions">Those that can be named.</param>
/// <param name="Features">What it takes, in order: numbers, of which any may be missing.</param>
/// <param name="Decisions">What a row may be decided.</param>
public sealed record DescribedInterface(
    string Model,
    int? InUse,
    IReadOnlyList<int> Versions,
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Decisions
)
{
    /// <summary>The version in use is loaded; only where that was asked for.</summary>
    [JsonIgnore]
    public bool IsLoaded { get; init; }
}

/// <summary>Tells how a model is asked.</summary>
public sealed class DescribeInterfaceOperation()
    : Operation<DescribeInterfaceRequest, DescribedInterface>(new OperationInfo("model.interface", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DescribeInterfaceRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<DescribedInterface> RunAsync(
        DescribeInterfaceRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var versions = (await registry.ListAsync(stop)).Where(m => m.Name == request.Model).ToList();
        var inUse = versions.Find(v => v.InUse)?.Version;
        return new DescribedInterface(
            request.Model,
            inUse,
            [.. versions.Select(v => v.Version)],
            [.. topology.Features.Select(f => f.Name)],
            [.. topology.Score.Decisions.Select(d => d.Name)]
        )
        {
            IsLoaded = request.Loads && inUse is not null && await IsLoadedAsync(services, request.Topology, stop),
        };
    }

    /// <summary>A model scores rows as it is loaded.</summary>
    static async Task<bool> IsLoadedAsync(StreamingServices services, string topology, CancellationToken stop)
    {
        try
        {
            return (await (await services.ScorersAsync(stop)).OfAsync(topology, stop)).Champion is not null;
        }
        catch (ModelException)
        {
            return false;
        }
    }
}
