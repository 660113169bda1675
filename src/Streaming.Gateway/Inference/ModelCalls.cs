using Streaming.Application.AskModel;
using Streaming.Application.DescribeInterface;
using Streaming.Application.Operations;
using Streaming.Gateway.Limiting;
using Streaming.Topology;

namespace Streaming.Gateway.Inference;

/// <summary>A version in the index of models.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Of it.</param>
/// <param name="IsReady">It is in use.</param>
sealed record IndexedModel(string Model, int Version, bool IsReady)
{
    /// <summary>In the protocol's words.</summary>
    public string State => IsReady ? "READY" : "UNAVAILABLE";

    /// <summary>Why it is in that state, where it is not ready.</summary>
    public string Reason => IsReady ? "" : "not in use; it can be asked by its number";
}

/// <summary>What the Open Inference Protocol asks for, as calls of operations, whichever way it came in.</summary>
sealed class ModelCalls(
    OperationRunner runner,
    OfferedModels models,
    InferStatistics statistics,
    ClientLimits clients,
    TopologyPlaces places
)
{
    static readonly AskModelOperation Asking = new();
    static readonly DescribeInterfaceOperation Describing = new();

    /// <summary>Those that a caller's roles hold for, in order.</summary>
    public IReadOnlyList<string> ModelsFor(Caller caller) =>
        caller.Principal.Scope is { } scope
            ? [.. models.Names.Where(name => models.WordOf(name) is { } word && scope.Topologies.Contains(word))]
            : models.Names;

    /// <summary>Before a request is read: see <see cref="OperationRunner.Admit"/>.</summary>
    public void AdmitAsking(string model, Caller caller) => Admit(Asking.Info, model, caller);

    /// <summary>Counts since this server started.</summary>
    public InferCounts Counts(string model) => statistics.Of(model);

    /// <summary>How a model is asked.</summary>
    /// <exception cref="StreamingException">There is no such model or version.</exception>
    public async Task<DescribedInterface> DescribeAsync(string model, int? version, Caller caller, CancellationToken stop)
    {
        Admit(Describing.Info, model, caller);
        var request = new DescribeInterfaceRequest(model) { Topology = models.TopologyOf(model) };
        var described = await runner.RunAsync(Describing, request, caller, stop: stop);
        if (version is { } named)
            Check(described, named);
        return described;
    }

    /// <summary>Whether a version, or the one in use, can be asked: it is loaded, and has scored rows as it was.</summary>
    /// <exception cref="StreamingException">There is no such model or version.</exception>
    public async Task<bool> IsReadyAsync(string model, int? version, Caller caller, CancellationToken stop)
    {
        Admit(Describing.Info, model, caller);
        var request = new DescribeInterfaceRequest(model) { Topology = models.TopologyOf(model), Loads = true };
        var described = await runner.RunAsync(Describing, request, caller, stop: stop);
        if (version is not { } named)
            return described.IsLoaded;
        Check(described, named);
        // Others than the one in use are loaded when they are asked.
        return named != described.InUse || described.IsLoaded;
    }

    /// <summary>Asks a model, once there is a place where its topology is worked on.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="version">Which; null: the one in use.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="client">What they are told apart by.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LimitedException">They ask too much, or too many do.</exception>
    public async Task<AskedModel> AskAsync(string model, int? version, InferCall call, Caller caller, string client, CancellationToken stop)
    {
        var request = new AskModelRequest(model, version, call.Id) { Topology = models.TopologyOf(model), Inputs = call.Inputs };
        clients.Records(client, RowsOf(call));
        using var place = await places.EnterAsync(request.Topology, PlaceKind.Work, stop);
        var started = statistics.Start();
        int? rows = null;
        try
        {
            var asked = await runner.RunAsync(Asking, request, caller, stop: stop);
            rows = asked.Scores.Count;
            return asked;
        }
        finally
        {
            statistics.Count(model, started, rows);
        }
    }

    /// <summary>As many as there are values for at most; whether the request is right is found out later.</summary>
    static int RowsOf(InferCall call) =>
        call
            .Inputs.Select(i => i.Shape is [var rows, ..] ? (int)Math.Clamp(rows, 1, Math.Max(1, i.Values.Length)) : 1)
            .DefaultIfEmpty(1)
            .Max();

    /// <summary>Every version of every model that a caller's roles hold for.</summary>
    public async Task<IReadOnlyList<IndexedModel>> IndexAsync(Caller caller, CancellationToken stop)
    {
        var index = new List<IndexedModel>();
        foreach (var model in ModelsFor(caller))
        {
            var described = await DescribeAsync(model, version: null, caller, stop);
            index.AddRange(described.Versions.Select(v => new IndexedModel(model, v, v == described.InUse)));
        }

        return index;
    }

    /// <summary>A version as the protocol writes it, a text; null or empty: the one in use.</summary>
    /// <exception cref="StreamingException">It is no version.</exception>
    public static int? VersionOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? version
        : throw new StreamingException("A version is a whole number.") { Kind = FailureKind.Missing };

    static void Check(DescribedInterface described, int version)
    {
        if (!described.Versions.Contains(version))
            throw new StreamingException($"Model {described.Model} has no version {version}.") { Kind = FailureKind.Missing };
    }

    /// <summary>A model that is not offered is in no topology where a caller's roles hold, as one of another topology is not.</summary>
    void Admit(OperationInfo operation, string model, Caller caller) => runner.Admit(operation, caller, models.WordOf(model) ?? "");
}
