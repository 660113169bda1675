using System.Threading.Channels;
using Apache.Arrow;
using Microsoft.Extensions.Logging;
using Streaming.Events.Expressions;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Scoring;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Requests;

/// <summary>
/// Scores what callers ask for, outside the pipeline and as it would. What comes while one transaction is written is scored together and
/// goes into the next; an answer is given once it is in lineage. Thread-safe.
/// </summary>
public sealed class RequestScorer : IAsyncDisposable
{
    /// <summary>Rows of one batch, but for a request that has more by itself.</summary>
    const int MostTogether = 4096;

    /// <summary>Values of all requests that wait; further ones are told to come again.</summary>
    const int MostWaiting = 8 << 20;

    readonly TopologyModel _topology;
    readonly RequestModels _models;
    readonly RequestTable _table;
    readonly Scorer _scorer;
    readonly RequestLineage _lineage;
    readonly TimeProvider _time;
    readonly ModelSlot _none = new();
    readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    readonly Task _running;
    long _values;

    RequestScorer(TopologyModel topology, RequestModels models, LineageStore store, InferenceOptions inference, TimeProvider time)
    {
        (_topology, _models, _time) = (topology, models, time);
        Features = [.. topology.Features.Select(f => f.Name)];
        _table = new RequestTable(Features);
        _scorer = new Scorer(topology, _none, EngineFingerprint.Of(inference.Provider));
        _lineage = new RequestLineage(store, topology.Name, new SegmentRule(topology.Lineage.Segment, HasState: false));
        _running = RunAsync();
    }

    /// <summary>Names of the features, in the order in which they are taken.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What it scores for.</summary>
    public TopologyModel Topology => _topology;

    /// <summary>The version in use; null: none.</summary>
    public ModelVersion? Champion
    {
        get
        {
            using var lease = _models.Champion();
            return lease?.Lineup.Champion?.Version;
        }
    }

    /// <summary>Opens it for a topology that names a model, and keeps its text, which lineage will name.</summary>
    /// <exception cref="StreamingException">Its decisions look at more than features.</exception>
    public static async Task<RequestScorer> OpenAsync(
        TopologyModel topology,
        LineageStore store,
        IModelSource source,
        InferenceOptions inference,
        TimeProvider time,
        ILogger logger,
        CancellationToken stop
    )
    {
        RefuseDecisionsByFields(topology);
        await store.Topologies.RecordAsync(topology.Name, topology.Version, topology.Text, [], time.GetUtcNow(), stop);
        var features = topology.Features.Select(f => f.Name).ToList();
        var models = await RequestModels.OpenAsync(source, topology.Score.Model!, features, inference, time, logger, stop);
        return new RequestScorer(topology, models, store, inference, time);
    }

    /// <summary>Scores rows with a version, or with the one in use.</summary>
    /// <exception cref="StreamingException">No version is in use, the one that is named cannot be had, it has no score for the rows, or too
    /// much waits.</exception>
    public async Task<AnsweredRows> AskAsync(AskedRows asked, ModelVersion? version, CancellationToken stop)
    {
        var lease = version is null ? _models.Champion() ?? throw NothingInUse() : await _models.OfAsync(version, stop);
        var waiting = new Waiting(asked, lease);
        if (Interlocked.Add(ref _values, asked.Matrix.Length) > MostWaiting || !_waiting.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref _values, -asked.Matrix.Length);
            lease.Dispose();
            throw new StreamingException("More is asked for than can be scored just now. Send this again in a moment.")
            {
                Kind = FailureKind.Busy,
            };
        }

        return await waiting.Answer.Task.WaitAsync(stop);
    }

    /// <summary>Answers what was asked for already, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
        await _models.DisposeAsync();
        _none.Dispose();
    }

    async Task RunAsync()
    {
        var together = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            for (var rows = 0; rows < MostTogether && _waiting.Reader.TryRead(out var next); rows += next.Asked.Rows)
                together.Add(next);
            try
            {
                await AnswerAsync(together);
            }
            catch (Exception e)
            {
                // Whatever it is, it is told to those who asked, and the next ones may have more luck.
                foreach (var one in together)
                    one.Answer.TrySetException(e);
            }
            finally
            {
                foreach (var one in together)
                {
                    Interlocked.Add(ref _values, -one.Asked.Matrix.Length);
                    one.Model.Dispose();
                }
            }
        }
    }

    async Task AnswerAsync(List<Waiting> together)
    {
        var scored = together.GroupBy(w => w.Model.Lineup.Champion!.Version).SelectMany(g => Score([.. g])).ToList();
        if (scored.Count == 0)
            return;
        var written = await _lineage.AppendAsync(
            scored.ConvertAll(s => (Header(s.Scored.ScoredBy), s.Scored.Rows)),
            CancellationToken.None
        );
        foreach (var ((model, of, batch), prepared) in scored.Zip(written))
        {
            var first = 0;
            foreach (var one in of)
            {
                var (scores, decisions) = RequestTable.Answers(batch.Rows, first, one.Asked.Rows);
                var id = new LineageId(prepared.Stream, prepared.Version, first);
                one.Answer.TrySetResult(new AnsweredRows(model, id, scores, decisions));
                first += one.Asked.Rows;
            }
        }
    }

    /// <summary>Requests of one version as one batch; where it fails, each by itself, so that nobody pays for another's rows.</summary>
    IEnumerable<ScoredTogether> Score(IReadOnlyList<Waiting> of)
    {
        var champion = of[0].Model.Lineup.Champion!;
        try
        {
            var rows = _table.Rows([.. of.Select(w => w.Asked)], Timestamp.Now(_time));
            return [new ScoredTogether(champion.Version, of, _scorer.Score(rows, champion))];
        }
        catch (ModelRunException e)
        {
            if (of.Count > 1)
                return of.SelectMany(one => Score([one]));
            Refuse(of[0], e);
            return [];
        }
    }

    static void Refuse(Waiting one, ModelRunException fault) =>
        one.Answer.TrySetException(
            new StreamingException($"The rows cannot be scored: {fault.Message}", fault) { Kind = FailureKind.Invalid }
        );

    BatchHeader Header(IReadOnlyList<ModelInRole> scoredBy) =>
        new()
        {
            Positions = [],
            TopologyVersion = _topology.Version,
            TopologyHash = _topology.ContentHash,
            ScoredBy = scoredBy,
            EngineFingerprint = _scorer.Fingerprint,
            WrittenAt = Timestamp.Now(_time),
        };

    StreamingException NothingInUse() =>
        new($"No version of model {_topology.Score.Model} is in use. Promote one, or name a version.")
        {
            Cure = Cure.Promote(_topology.Score.Model!),
        };

    static void RefuseDecisionsByFields(TopologyModel topology)
    {
        try
        {
            new Decider(topology.Score.Decisions).Decide(new RequestTable([.. topology.Features.Select(f => f.Name)]).Nothing());
        }
        catch (StreamingException e)
        {
            throw new StreamingException(
                $"{topology.Name} cannot be asked with features alone: its decisions look at fields of events. {e.Message}",
                e
            );
        }
    }

    /// <summary>A request under way.</summary>
    sealed record Waiting(AskedRows Asked, ModelLease Model)
    {
        public TaskCompletionSource<AnsweredRows> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Requests that one version scored in one run.</summary>
    sealed record ScoredTogether(ModelVersion Model, IReadOnlyList<Waiting> Of, ScoredRows Scored);
}
