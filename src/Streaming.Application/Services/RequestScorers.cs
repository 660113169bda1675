using Microsoft.Extensions.Logging;
using Streaming.Inference.Onnx;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Requests;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Services;

/// <summary>What scores requests of callers in this process, one a topology; where its file has changed, another takes over.</summary>
sealed class RequestScorers : IAsyncDisposable
{
    readonly LineageStore _lineage;
    readonly ModelRegistry _models;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly PerTopology<RequestScorer> _open;

    public RequestScorers(LineageStore lineage, ModelRegistry models, TimeProvider time, ILoggerFactory loggers)
    {
        (_lineage, _models, _time) = (lineage, models, time);
        _logger = loggers.CreateLogger("Streaming.Pipeline.Requests");
        _open = new PerTopology<RequestScorer>(time, LookAsync);
    }

    /// <summary>The one of a topology.</summary>
    /// <param name="topology">A name from ./topology, or a path.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology, it names no model, or its decisions look at more than
    /// features.</exception>
    public Task<RequestScorer> OfAsync(string topology, CancellationToken stop) => _open.OfAsync(topology, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _open.DisposeAsync();

    async Task<RequestScorer> LookAsync(string word, RequestScorer? before, CancellationToken stop)
    {
        TopologyModel topology;
        try
        {
            topology = TopologyLoader.Load(word);
        }
        catch (StreamingException) when (before is not null)
        {
            // A file that is being written.
            return before;
        }

        if (before?.Topology.ContentHash == topology.ContentHash)
            return before;
        if (topology.Score.Model is null)
            throw new StreamingException($"{topology.Name} names no model that could be asked.") { Kind = FailureKind.Missing };
        var scorer = await RequestScorer.OpenAsync(topology, _lineage, _models, new InferenceOptions(), _time, _logger, stop);
        if (before is not null)
            await before.DisposeAsync();
        return scorer;
    }
}
